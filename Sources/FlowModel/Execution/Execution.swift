import OrderedCollections
import Pebble

/// One run of a flow: what was asked, what happened, what came of it. A value; the engine appends to it.
public struct Execution: Hashable, Sendable {
  public let id: ExecutionID
  public let namespace: String
  public let flowID: String
  public let flowRevision: Int
  /// The typed inputs. Parts that are secret carry their label.
  public let inputs: ValueMap
  public var labels: OrderedDictionary<String, String>
  /// What tasks set at run time; merged over the flow's own variables in `vars`.
  public var variables: ValueMap
  /// In the order in which they were created.
  public var taskRuns: [TaskRun]
  /// The flow's own outputs.
  public var outputs: ValueMap
  public var state: StateHistory
  /// The execution that the first of a chain of replays and retries was; its own id when it is the first.
  public let originalID: ExecutionID
  /// The execution this one was replayed or retried from.
  public let parentID: ExecutionID?
  /// What started it, where it was not a person: a trigger or the task of another execution.
  public let trigger: ExecutionTrigger?
  /// 1 for the first try; a restart or retry of the whole execution adds one.
  public var attemptNumber: Int
  /// When the first of a chain of tries was created.
  public let originalCreatedDate: Instant
  /// It stays CREATED until then.
  public let scheduleDate: Instant?
  /// How often it was taken up after a crash since its last progress.
  public var recoveries: Int
  /// Whether all its work is done, tasks after the end included. Nothing follows but an explicit restart.
  public var isClosed: Bool

  public init(
    id: ExecutionID, namespace: String, flowID: String, flowRevision: Int, inputs: ValueMap,
    labels: OrderedDictionary<String, String> = [:], variables: ValueMap = [:], originalID: ExecutionID? = nil,
    parentID: ExecutionID? = nil, trigger: ExecutionTrigger? = nil, attemptNumber: Int = 1,
    originalCreatedDate: Instant? = nil, scheduleDate: Instant? = nil, createdAt date: Instant
  ) {
    self.id = id
    self.namespace = namespace
    self.flowID = flowID
    self.flowRevision = flowRevision
    self.inputs = inputs
    self.labels = labels
    self.variables = variables
    self.taskRuns = []
    self.outputs = [:]
    self.state = StateHistory(.created, at: date)
    self.originalID = originalID ?? id
    self.parentID = parentID
    self.trigger = trigger
    self.attemptNumber = attemptNumber
    self.originalCreatedDate = originalCreatedDate ?? date
    self.scheduleDate = scheduleDate
    self.recoveries = 0
    self.isClosed = false
  }
}

/// What started an execution: a trigger of the flow, or a task of another execution.
public struct ExecutionTrigger: Hashable, Sendable {
  public let id: String
  public let type: String
  /// What expressions see as `trigger`.
  public let variables: ValueMap

  public init(id: String, type: String, variables: ValueMap) {
    self.id = id
    self.type = type
    self.variables = variables
  }
}
