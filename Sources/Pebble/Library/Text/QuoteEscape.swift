/// The filter `escapeChar`: quotes of one kind made harmless, in texts at any depth.
struct QuoteEscape {
  private let quote: String
  private let replacement: String

  init(_ arguments: Arguments) throws(PebbleError) {
    guard let type = try arguments.optionalText("type") else {
      throw .failed("The 'escapeChar' filter expects an argument 'type'.")
    }
    switch type.lowercased() {
    case "single": (quote, replacement) = ("'", "\\'")
    case "double": (quote, replacement) = ("\"", "\\\"")
    case "shell": (quote, replacement) = ("'", "'\\''")
    default:
      throw .failed(
        "The 'escapeChar' filter expects the value of 'type' to be either 'single', 'double', or 'shell'.")
    }
    limits = arguments.limits
  }

  private let limits: Limits

  func apply(to value: Value) throws(PebbleError) -> Value {
    switch value {
    case .null: return .null
    case .list(let items):
      var escaped: [Value] = []
      for item in items { escaped.append(try apply(to: item)) }
      return .list(escaped)
    case .map(let entries):
      var escaped: ValueMap = [:]
      for (key, value) in entries { escaped[key] = try apply(to: value) }
      return .map(escaped)
    default: return .string(try value.text.replacingExactly(quote, with: replacement, limits: limits))
    }
  }
}
