/// The language a template is written in: its functions, filters and tests, its clock and its bounds.
public struct Environment: Sendable {
  public static let standard = Environment()

  public var limits = Limits()
  /// The current time, for `now`.
  public var now: @Sendable () -> Instant
  var functions: [String: Function]
  var filters: [String: Filter]

  init() {
    now = Instant.systemClock
    functions = Dictionary(Builtins.functions.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    filters = Dictionary(Builtins.filters.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  public func adding(function: Function) -> Environment {
    var environment = self
    environment.functions[function.name] = function
    return environment
  }

  public func adding(filter: Filter) -> Environment {
    var environment = self
    environment.filters[filter.name] = filter
    return environment
  }
}

/// A function of the language. It never sees a label: the renderer puts the labels of its arguments on its result.
public struct Function: Sendable {
  public let name: String
  public let parameters: [String]
  let body: @Sendable (Arguments) throws(PebbleError) -> Value

  public init(
    _ name: String, parameters: [String], body: @escaping @Sendable (Arguments) throws(PebbleError) -> Value
  ) {
    self.name = name
    self.parameters = parameters
    self.body = body
  }
}

/// A filter of the language; labels are the renderer's matter, as for ``Function``.
public struct Filter: Sendable {
  public let name: String
  public let parameters: [String]
  let body: @Sendable (Value, Arguments) throws(PebbleError) -> Value

  public init(
    _ name: String, parameters: [String] = [],
    body: @escaping @Sendable (Value, Arguments) throws(PebbleError) -> Value
  ) {
    self.name = name
    self.parameters = parameters
    self.body = body
  }
}

/// The arguments of one call, by the names of the parameters.
public struct Arguments: Sendable {
  let values: [String: Value]
  let callee: String
  let now: Instant

  /// The argument, or null.
  public subscript(name: String) -> Value { values[name] ?? .null }

  /// A required argument as text.
  public func text(_ name: String) throws(PebbleError) -> String {
    guard let text = try optionalText(name) else {
      throw .failed("The '\(callee)' function expects an argument '\(name)'.")
    }
    return text
  }

  /// An argument as text; `nil` when it is left out or null.
  public func optionalText(_ name: String) throws(PebbleError) -> String? {
    guard let value = values[name], value != .null else { return nil }
    return value.text
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
