/// A word of the language.
struct Token: Sendable {
  /// The kinds, by the names that messages use.
  enum Kind: String, Sendable {
    case text = "TEXT"
    case printStart = "PRINT_START"
    case printEnd = "PRINT_END"
    case tagStart = "EXECUTE_START"
    case tagEnd = "EXECUTE_END"
    case name = "NAME"
    case number = "NUMBER"
    case long = "LONG"
    case string = "STRING"
    case operation = "OPERATOR"
    case punctuation = "PUNCTUATION"
    case interpolationStart = "STRING_INTERPOLATION_START"
    case interpolationEnd = "STRING_INTERPOLATION_END"
    case end = "EOF"
  }

  let kind: Kind
  /// The text of the token; of a string what stands between its quotes.
  let text: String
  /// Where it begins, in UTF-8 bytes from the start of the template.
  let offset: Int

  func isPunctuation(_ mark: String) -> Bool { kind == .punctuation && text == mark }
  func isName(_ name: String) -> Bool { kind == .name && text == name }

  /// The value as messages show it.
  var shown: String {
    switch kind {
    case .end, .printStart, .tagStart, .interpolationStart, .interpolationEnd: "null"
    default: text
    }
  }
}
