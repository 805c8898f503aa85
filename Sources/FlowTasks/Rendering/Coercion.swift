import FlowModel
import Pebble

/// Makes a rendered value one of its property's kind, the way Kestra reads JSON into a typed property.
struct Coercion {
  let kind: PropertyKind

  init(_ kind: PropertyKind) {
    self.kind = kind
  }

  func apply(to value: Value) throws(PropertyError) -> Value {
    if case .secret(let secret) = value {
      return .secret(Secret(try apply(to: secret.revealed), masked: secret.masked))
    }
    switch (kind, value) {
    case (_, .null): return .null
    case (.string, .string), (.duration, .string), (.enumeration, .string): return value
    case (.string, _), (.duration, _), (.enumeration, _): return .string(Coercion.text(of: value))
    case (.boolean, .bool), (.integer, .int), (.number, .double), (.number, .int): return value
    case (.boolean, .string(let text)): return try boolean(text)
    case (.integer, .string(let text)): return try integer(text)
    case (.integer, .double(let number)):
      guard let whole = Int(exactly: number) else { throw PropertyError("expected a whole number") }
      return .int(whole)
    case (.number, .string(let text)):
      guard let number = Double(text.trimmed) else { throw PropertyError("expected a number") }
      return .double(number)
    case (.boolean, _): throw PropertyError("expected true or false")
    case (.integer, _): throw PropertyError("expected a whole number")
    case (.number, _): throw PropertyError("expected a number")
    default: return value
    }
  }

  private func boolean(_ text: String) throws(PropertyError) -> Value {
    switch text.trimmed {
    case "true", "True", "TRUE": .bool(true)
    case "false", "False", "FALSE": .bool(false)
    case "": .null
    default: throw PropertyError("expected true or false")
    }
  }

  private func integer(_ text: String) throws(PropertyError) -> Value {
    guard !text.trimmed.isEmpty else { return .null }
    guard let number = Int(text.trimmed) else { throw PropertyError("expected a whole number") }
    return .int(number)
  }

  private static func text(of value: Value) -> String {
    switch value {
    case .list, .map: JSON.text(of: value)
    default: value.text
    }
  }
}

extension String {
  /// Without white space at both ends.
  package var trimmed: String {
    guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace }) else {
      return ""
    }
    return String(self[first...last])
  }
}
