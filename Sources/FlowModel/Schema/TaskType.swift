/// The name of a task type: `io.kestra.plugin.core.http.Request`.
public struct TaskType: Hashable, Sendable, CustomStringConvertible, ExpressibleByStringLiteral {
  public let name: String

  public init(_ name: String) {
    self.name = name
  }

  public init(stringLiteral name: String) {
    self.name = name
  }

  /// The last part of the name: `Request`.
  public var simpleName: Substring {
    name.split(separator: ".").last ?? Substring(name)
  }

  public var description: String { name }
}
