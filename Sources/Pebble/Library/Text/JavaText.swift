/// Text as Java counts and cuts it: by UTF-16 code units.
enum JavaText {
  /// The index that lies so many code units from the start; inside a surrogate pair, the start of that pair, because half
  /// a pair is no character.
  static func index(of offset: Int, in text: String) -> String.Index {
    let end = text.endIndex
    let index = text.utf16.index(text.utf16.startIndex, offsetBy: max(0, offset), limitedBy: end) ?? end
    return String.Index(index, within: text.unicodeScalars)
      ?? text.utf16.index(before: index)
  }

  static func prefix(_ count: Int, of text: String) -> String {
    String(text.unicodeScalars[..<index(of: count, in: text)])
  }

  static func slice(_ text: String, from start: Int, to end: Int) -> String {
    let first = index(of: start, in: text)
    let last = max(first, index(of: end, in: text))
    return String(text.unicodeScalars[first..<last])
  }

  /// Without the characters up to U+0020 at both ends, as `String.trim` does it.
  static func trimmed(_ text: String) -> String {
    let scalars = text.unicodeScalars
    guard let first = scalars.firstIndex(where: { $0.value > 32 }),
      let last = scalars.lastIndex(where: { $0.value > 32 })
    else { return "" }
    return String(scalars[first...last])
  }

  /// `Character.isWhitespace`: Unicode's separators but the no-break ones, and the ASCII control characters that separate.
  static func isWhitespace(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 9...13, 28...31, 32: true
    case 0xA0, 0x2007, 0x202F: false
    default:
      switch scalar.properties.generalCategory {
      case .spaceSeparator, .lineSeparator, .paragraphSeparator: true
      default: false
      }
    }
  }

  /// Whether the text is empty or all whitespace.
  static func isBlank(_ text: String) -> Bool { text.unicodeScalars.allSatisfy(isWhitespace) }

  /// `Character.toTitleCase` of one scalar: a scalar whose title case is longer stays as it is.
  static func titlecased(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    let mapping = scalar.properties.titlecaseMapping.unicodeScalars
    guard let first = mapping.first, mapping.count == 1 else { return scalar }
    return first
  }

  /// The order of `String.compareTo`: by UTF-16 code units.
  static func precedes(_ left: String, _ right: String) -> Bool {
    left.utf16.lexicographicallyPrecedes(right.utf16)
  }
}
