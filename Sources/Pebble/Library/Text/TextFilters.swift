/// Filters that change a text: case, length, blanks.
enum TextFilters {
  static let all: [Filter] = [
    .onAnyText("upper") { text, _ in .string(text.uppercased()) },
    .onAnyText("lower") { text, _ in .string(text.lowercased()) },
    .onText("trim") { text, _ in .string(JavaText.trimmed(text)) },
    .onText("capitalize") { text, _ in .string(capitalized(text)) },
    .onText("title") { text, _ in .string(titled(text)) },
    .onAnyText("slugify") { text, _ in .string(Slug.of(text)) },
    .onText("abbreviate", parameters: ["length"]) { text, arguments throws(PebbleError) in
      try .string(abbreviated(text, to: arguments))
    },
    .onText("condense", refusal: { _ in "condense can only be applied on strings" }) { text, _ in
      .string(String(String.UnicodeScalarView(text.unicodeScalars.filter { $0 != "\n" && $0 != "\r" })))
    },
    .onAnyText("string") { text, _ in .string(text) },
    Filter("startsWith", parameters: ["value"]) { value, arguments throws(PebbleError) in
      let (text, part) = try pair("startsWith", value, arguments)
      return .bool(text.utf8.starts(with: part.utf8))
    },
    Filter("endsWith", parameters: ["value"]) { value, arguments throws(PebbleError) in
      let (text, part) = try pair("endsWith", value, arguments)
      return .bool(text.utf8.reversed().starts(with: part.utf8.reversed()))
    },
    Filter("escapeChar", parameters: ["type"]) { value, arguments throws(PebbleError) in
      try QuoteEscape(arguments).apply(to: value)
    },
    Filter("className") { value, _ in value == .null ? .null : .string(value.javaClass) },
  ]

  /// The first letter that is no blank, in title case.
  private static func capitalized(_ text: String) -> String {
    var scalars = Array(text.unicodeScalars)
    guard let first = scalars.firstIndex(where: { !JavaText.isWhitespace($0) }) else { return text }
    scalars[first] = JavaText.titlecased(scalars[first])
    return String(String.UnicodeScalarView(scalars))
  }

  private static func titled(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    var isStart = true
    for scalar in text.unicodeScalars {
      let isBlank = JavaText.isWhitespace(scalar)
      result.append(isStart && !isBlank ? JavaText.titlecased(scalar) : scalar)
      isStart = isBlank
    }
    return String(result)
  }

  private static func abbreviated(_ text: String, to arguments: Arguments) throws(PebbleError) -> String {
    guard let length = try arguments.integer("length") else {
      throw .failed("missing length parameter in abbreviate filter")
    }
    guard length >= 0 else { throw .failed("Invalid argument to abbreviate filter; must be greater than zero") }
    let count = text.utf16.count
    if count < length || count <= 3 { return text }
    if length <= 3 { return JavaText.prefix(length, of: text) }
    return JavaText.prefix(length - 3, of: text) + "..."
  }

  private static func pair(
    _ name: String, _ value: Value, _ arguments: Arguments
  ) throws(PebbleError) -> (String, String) {
    guard value != .null else { throw .failed("The '\(name)' filter cannot take null.") }
    guard let part = try arguments.optionalText("value") else {
      throw .failed("The '\(name)' filter expects an argument 'value'.")
    }
    return (value.text, part)
  }
}
