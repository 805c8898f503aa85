/// A function of the language. It never sees a label: the renderer puts the labels of its arguments on its result.
public struct Function: Sendable {
  public typealias Body = @Sendable (Arguments) throws(PebbleError) -> Value

  public let name: String
  /// The names of its arguments, in order. A function that declares none takes any number, as ``Arguments/positional``.
  public let parameters: [String]
  let body: Body

  public init(_ name: String, parameters: [String], body: @escaping Body) {
    self.name = name
    self.parameters = parameters
    self.body = body
  }
}

/// A filter of the language; labels are the renderer's matter, as for ``Function``.
public struct Filter: Sendable {
  public typealias Body = @Sendable (Value, Arguments) throws(PebbleError) -> Value

  public let name: String
  /// The names of its arguments after the input, in order. A filter that declares none ignores what it is given.
  public let parameters: [String]
  /// Whether it gets null where its input is not there, as `default` does.
  public let toleratesMissing: Bool
  let body: Body

  public init(
    _ name: String, parameters: [String] = [], toleratesMissing: Bool = false, body: @escaping Body
  ) {
    self.name = name
    self.parameters = parameters
    self.toleratesMissing = toleratesMissing
    self.body = body
  }
}

/// A test of the language, for `is` and `is not`; labels are the renderer's matter, as for ``Function``.
public struct TestFunction: Sendable {
  public typealias Body = @Sendable (Value, Arguments) throws(PebbleError) -> Bool

  public let name: String
  public let parameters: [String]
  /// Whether it gets null where its input is not there, as `defined` does.
  public let toleratesMissing: Bool
  let body: Body

  public init(
    _ name: String, parameters: [String] = [], toleratesMissing: Bool = false, body: @escaping Body
  ) {
    self.name = name
    self.parameters = parameters
    self.toleratesMissing = toleratesMissing
    self.body = body
  }
}
