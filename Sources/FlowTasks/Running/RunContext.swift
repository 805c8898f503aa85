import FlowModel
import FlowStore
import Pebble

/// What a task may use of the world while it runs.
public struct RunContext: Sendable {
  /// The execution and task run the task runs for.
  public let identity: RunIdentity
  /// Where files live.
  public let storage: any FileStorage
  /// The execution's log. Entries are masked on their way.
  public let log: RunLog
  public let metrics: MetricRecorder
  /// Where long work says how far it is.
  public let progress: ProgressReporter
  /// The configured encryption key; `nil` when there is none.
  public let encryption: EncryptionKey?
  /// Where a task marks each request that it sends.
  public let exchangeMarks: ExchangeMarks

  public init(
    identity: RunIdentity, storage: any FileStorage, log: RunLog, metrics: MetricRecorder, progress: ProgressReporter,
    encryption: EncryptionKey?, exchangeMarks: ExchangeMarks = .none
  ) {
    self.identity = identity
    self.storage = storage
    self.log = log
    self.metrics = metrics
    self.progress = progress
    self.encryption = encryption
    self.exchangeMarks = exchangeMarks
  }
}

extension RunContext {
  /// The same for every attempt at one task run, also after a crash: what an `Idempotency-Key` header carries.
  public var idempotencyKey: String { identity.taskRunID.text }
}

/// The names of what runs.
public struct RunIdentity: Hashable, Sendable {
  public let namespace: String
  public let flowID: String
  public let executionID: ExecutionID
  public let taskID: String
  public let taskRunID: TaskRunID

  public init(
    namespace: String, flowID: String, executionID: ExecutionID, taskID: String, taskRunID: TaskRunID
  ) {
    self.namespace = namespace
    self.flowID = flowID
    self.executionID = executionID
    self.taskID = taskID
    self.taskRunID = taskRunID
  }
}
