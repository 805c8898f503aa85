import Pebble

/// What a task leaves for the tasks after it.
public struct Outputs: Hashable, Sendable {
  public static let none = Outputs([:])

  public var values: ValueMap
  /// The state the task asks for although it did not fail; `false` is the usual case.
  public var isWarning: Bool
  /// What the task asks to change in its execution, in order. The engine records it with the task's end.
  public var updates: [ExecutionUpdate]

  public init(_ values: ValueMap, isWarning: Bool = false, updates: [ExecutionUpdate] = []) {
    self.values = values
    self.isWarning = isWarning
    self.updates = updates
  }
}

/// A task's failure that leaves outputs all the same (a disallowed status code with its response, say).
public struct TaskFailure: Error, Sendable, CustomStringConvertible {
  public let message: LabelledMessage
  public let outputs: Outputs

  public init(_ message: LabelledMessage, outputs: Outputs = .none) {
    self.message = message
    self.outputs = outputs
  }

  public var description: String { message.masked }
}

/// A message for people; its secret parts are masked before it leaves.
public typealias LabelledMessage = LabelledText
