/// What stands in place of a match, in Java's notation: `$1`, `${name}`, `\` before a literal character.
struct PatternReplacement {
  private enum Part {
    case text([UInt8])
    case group(Int)
  }

  private var parts: [Part] = []

  init(_ notation: String, for pattern: Pattern) throws(PebbleError) {
    let bytes = Array(notation.utf8)
    var index = 0
    var text: [UInt8] = []
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "\\"):
        guard index + 1 < bytes.count else { throw .failed("character to be escaped is missing") }
        text.append(bytes[index + 1])
        index += 2
      case UInt8(ascii: "$"):
        let (group, length) = try PatternReplacement.group(bytes[(index + 1)...], in: pattern)
        if !text.isEmpty { parts.append(.text(text)) }
        text = []
        parts.append(.group(group))
        index += 1 + length
      default:
        text.append(bytes[index])
        index += 1
      }
    }
    if !text.isEmpty { parts.append(.text(text)) }
  }

  /// The group after `$` and how many bytes name it.
  private static func group(
    _ rest: ArraySlice<UInt8>, in pattern: Pattern
  ) throws(PebbleError) -> (group: Int, length: Int) {
    if rest.first == UInt8(ascii: "{") {
      let name = rest.dropFirst().prefix { $0 != UInt8(ascii: "}") }
      guard name.endIndex < rest.endIndex else {
        throw .failed("named capturing group is missing trailing '}'")
      }
      let text = String(decoding: name, as: UTF8.self)
      guard let group = pattern.group(named: text) else { throw .failed("No group with name {\(text)}") }
      return (group, name.count + 2)
    }
    guard let first = rest.first, (48...57).contains(first) else { throw .failed("Illegal group reference") }
    var group = Int(first) - 48
    guard group <= pattern.groupCount else { throw .failed("No group \(group)") }
    var length = 1
    // Further digits belong to the number as long as there is such a group.
    for digit in rest.dropFirst() {
      guard (48...57).contains(digit), group * 10 + Int(digit) - 48 <= pattern.groupCount else { break }
      group = group * 10 + Int(digit) - 48
      length += 1
    }
    return (group, length)
  }

  func append(to result: inout [UInt8], match: PatternSearch.Match, in text: [UInt8]) {
    for part in parts {
      switch part {
      case .text(let bytes): result += bytes
      case .group(let group): if group < match.count, let range = match[group] { result += text[range] }
      }
    }
  }
}

extension Pattern {
  /// The text with every match replaced.
  func replacing(_ text: String, with notation: String, limits: Limits) throws(PebbleError) -> String {
    let replacement = try PatternReplacement(notation, for: self)
    let source = Array(text.utf8)
    let search = try search(source)
    var result: [UInt8] = []
    var end = 0
    while let match = try search.match(), let range = match[0] {
      result += source[end..<range.lowerBound]
      replacement.append(to: &result, match: match, in: source)
      try limits.check(bytes: result.count)
      end = range.upperBound
    }
    result += source[end...]
    try limits.check(bytes: result.count)
    return String(decoding: result, as: UTF8.self)
  }

  /// The parts between matches, as `String.split` gives them.
  /// - Parameter limit: more than 0, at most so many parts; less, empty parts at the end stay.
  func split(_ text: String, limit: Int, limits: Limits) throws(PebbleError) -> [String] {
    let source = Array(text.utf8)
    let search = try search(source)
    var parts: [String] = []
    var end = 0
    while limit <= 0 || parts.count < limit - 1, let match = try search.match(), let range = match[0] {
      // A match without length at the start gives no empty part.
      if range.isEmpty, range.lowerBound == 0 { continue }
      guard parts.count < limits.rangeItems else { throw PebbleError(.limit("\(limits.rangeItems) parts of a text")) }
      parts.append(String(decoding: source[end..<range.lowerBound], as: UTF8.self))
      end = range.upperBound
    }
    if parts.isEmpty { return [text] }
    parts.append(String(decoding: source[end...], as: UTF8.self))
    if limit == 0 { while parts.last?.isEmpty == true { parts.removeLast() } }
    return parts
  }
}
