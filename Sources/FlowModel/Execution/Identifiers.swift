/// The id of an execution: base62, 22 characters or slightly fewer.
public struct ExecutionID: Hashable, Sendable, CustomStringConvertible {
  public let text: String

  public init(_ text: String) {
    self.text = text
  }

  public var description: String { text }
}

/// The id of a task run: base62, 22 characters or slightly fewer.
public struct TaskRunID: Hashable, Sendable, CustomStringConvertible {
  public let text: String

  public init(_ text: String) {
    self.text = text
  }

  public var description: String { text }
}
