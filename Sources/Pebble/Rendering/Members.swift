/// The members that flows really call on text, lists and maps. Nothing else of the host can be reached.
enum Members {
  /// - Returns: `nil` when there is no such member.
  static func value(of name: String, on base: Value, arguments: [Value]) throws(PebbleError) -> Value? {
    switch base {
    case .string(let text): return textMember(name, text, arguments.map(\.text))
    case .list(let items):
      switch name {
      case "size": return .int(items.count)
      case "empty", "isEmpty": return .bool(items.isEmpty)
      case "contains":
        return .bool(arguments.first.map { wanted in items.contains { Operation.equal($0, wanted) } } ?? false)
      default: return nil
      }
    case .map(let entries):
      switch name {
      case "size": return .int(entries.count)
      case "empty", "isEmpty": return .bool(entries.isEmpty)
      case "containsKey": return .bool(arguments.first.map { entries[$0.text] != nil } ?? false)
      case "get": return arguments.first.map { entries[$0.text] ?? .null }
      case "keySet": return .list(entries.keys.map { .string($0) })
      case "values": return .list(Array(entries.values))
      default: return nil
      }
    default: return nil
    }
  }

  private static func textMember(_ name: String, _ text: String, _ arguments: [String]) -> Value? {
    switch (name, arguments.first) {
    case ("length", _): return .int(text.utf16.count)
    case ("toUpperCase", _): return .string(text.uppercased())
    case ("toLowerCase", _): return .string(text.lowercased())
    case ("trim", _), ("strip", _): return .string(JavaText.trimmed(text))
    case ("isEmpty", _), ("empty", _): return .bool(text.isEmpty)
    case ("isBlank", _), ("blank", _): return .bool(text.allSatisfy(\.isWhitespace))
    case ("startsWith", let part?): return .bool(text.hasPrefix(part))
    case ("endsWith", let part?): return .bool(text.hasSuffix(part))
    case ("equalsIgnoreCase", let other?): return .bool(text.lowercased() == other.lowercased())
    case ("concat", let other?): return .string(text + other)
    case ("replace", let old?) where arguments.count == 2:
      return .string(old.isEmpty ? text : text.replacing(old, with: arguments[1]))
    case ("toString", _): return .string(text)
    default: return nil
    }
  }
}
