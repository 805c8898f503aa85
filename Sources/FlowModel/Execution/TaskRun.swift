import Pebble

/// One run of one task inside an execution, with all its attempts.
public struct TaskRun: Hashable, Sendable {
  /// One try; a retry adds another.
  public struct Attempt: Hashable, Sendable {
    public var state: StateHistory
    /// The last request that the attempt sent, or was about to send.
    public var exchange: ExchangeMark?
    /// Whether a request of it was sent and nobody knows what came of it.
    public var isUnknown = false

    public init(state: StateHistory) {
      self.state = state
    }
  }

  /// How far a request got, as far as the journal knows.
  public struct ExchangeMark: Hashable, Sendable {
    /// Whether it may be sent again without harm: its method is idempotent, or it carries an idempotency key.
    public let isRepeatable: Bool
    public let aboutToSend: Instant
    public var headersReceived: Instant?

    public init(isRepeatable: Bool, aboutToSend: Instant, headersReceived: Instant? = nil) {
      self.isRepeatable = isRepeatable
      self.aboutToSend = aboutToSend
      self.headersReceived = headersReceived
    }
  }

  public let id: TaskRunID
  public let taskID: String
  /// The run of the flowable task it belongs to; `nil` at the top level of the flow.
  public let parentID: TaskRunID?
  /// The value of the iteration it belongs to.
  public let value: String?
  /// From 0.
  public let iteration: Int?
  public var attempts: [Attempt]
  /// What the task left. Parts that are secret carry their label.
  public var outputs: ValueMap
  public var state: StateHistory
  /// The branch that a flowable task chose.
  public var choice: String?
  /// The values that a flowable task iterates over.
  public var values: [String]?
  /// When a waiting run goes on by itself: a retry, a pause, the next look at a condition.
  public var wakeDate: Instant?
  /// The execution that the run started and waits for.
  public var childExecutionID: ExecutionID?

  public init(
    id: TaskRunID, taskID: String, parentID: TaskRunID? = nil, value: String? = nil, iteration: Int? = nil,
    createdAt date: Instant
  ) {
    self.id = id
    self.taskID = taskID
    self.parentID = parentID
    self.value = value
    self.iteration = iteration
    self.attempts = []
    self.outputs = [:]
    self.state = StateHistory(.created, at: date)
  }
}
