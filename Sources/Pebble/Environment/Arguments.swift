/// The arguments of one call, by the names of the parameters, and what the call may do besides.
public struct Arguments {
  let parameters: [String]
  /// One for each parameter; `nil` where it is left out.
  let values: [Value?]
  /// What was given without a name, in order.
  public let positional: [Value]
  let callee: String
  /// The rendering that makes the call: its clock, its bounds, its variables.
  public let context: CallContext

  /// The current time.
  public var now: Instant { context.now }

  /// The argument, or null.
  public subscript(name: String) -> Value {
    guard let place = parameters.firstIndex(of: name), place < values.count else { return .null }
    return values[place] ?? .null
  }

  /// Whether the argument was given, be it null.
  public func has(_ name: String) -> Bool {
    guard let place = parameters.firstIndex(of: name), place < values.count else { return false }
    return values[place] != nil
  }

  /// A required argument as text.
  public func text(_ name: String) throws(PebbleError) -> String {
    guard let text = try optionalText(name) else {
      throw .failed("The '\(callee)' function expects an argument '\(name)'.")
    }
    return text
  }

  /// An argument as text; `nil` when it is left out or null.
  public func optionalText(_ name: String) throws(PebbleError) -> String? {
    let value = self[name]
    return value == .null ? nil : value.text
  }

  /// An argument as a whole number; `nil` when it is left out or null.
  public func integer(_ name: String) throws(PebbleError) -> Int? {
    switch self[name] {
    case .null: return nil
    case .int(let number): return number
    default: throw .failed("Argument \(name) must be a number.")
    }
  }
}
