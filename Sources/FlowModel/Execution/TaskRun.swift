import Pebble

/// One run of one task inside an execution, with all its attempts.
public struct TaskRun: Hashable, Sendable {
  /// One try; a retry adds another.
  public struct Attempt: Hashable, Sendable {
    public var state: StateHistory

    public init(state: StateHistory) {
      self.state = state
    }
  }

  public let id: TaskRunID
  public let taskID: String
  public var attempts: [Attempt]
  /// What the task left. Parts that are secret carry their label.
  public var outputs: ValueMap
  public var state: StateHistory

  public init(id: TaskRunID, taskID: String, createdAt date: Instant) {
    self.id = id
    self.taskID = taskID
    self.attempts = []
    self.outputs = [:]
    self.state = StateHistory(.created, at: date)
  }
}
