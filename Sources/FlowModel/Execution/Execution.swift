import Pebble

/// One run of a flow: what was asked, what happened, what came of it. A value; the engine appends to it.
public struct Execution: Hashable, Sendable {
  public let id: ExecutionID
  public let namespace: String
  public let flowID: String
  public let flowRevision: Int
  /// The typed inputs. Parts that are secret carry their label.
  public let inputs: ValueMap
  public let labels: [(key: String, value: String)]
  /// In the order in which they were created.
  public var taskRuns: [TaskRun]
  /// The flow's own outputs.
  public var outputs: ValueMap
  public var state: StateHistory

  public init(
    id: ExecutionID, namespace: String, flowID: String, flowRevision: Int, inputs: ValueMap,
    labels: [(key: String, value: String)], createdAt date: Instant
  ) {
    self.id = id
    self.namespace = namespace
    self.flowID = flowID
    self.flowRevision = flowRevision
    self.inputs = inputs
    self.labels = labels
    self.taskRuns = []
    self.outputs = [:]
    self.state = StateHistory(.created, at: date)
  }

  public static func == (left: Execution, right: Execution) -> Bool {
    left.id == right.id && left.state == right.state && left.taskRuns == right.taskRuns && left.outputs == right.outputs
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(id)
  }
}
