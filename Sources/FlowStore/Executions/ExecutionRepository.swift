import FlowModel
import Pebble

/// The durable journal of executions. An execution is recorded as it was created, then as changes; nothing is rewritten.
///
/// Every rule here holds for every implementation. A writer needs a claim: whoever lost it cannot write any more, so that two
/// processes never run one execution.
public protocol ExecutionRepository: Sendable {
  /// Records a new execution; it is durable when the call returns. Its revision is 0.
  ///
  /// - Parameter owner: who claims it at once; `nil` leaves it to whoever claims it.
  /// - Throws: `alreadyExists` when the id is taken.
  func create(
    _ execution: Execution, of flow: FlowSnapshot, claimedBy owner: RunnerID?, for lease: Duration
  ) async throws(StoreError) -> ExecutionClaim?

  /// Appends changes in one transaction: all or none.
  ///
  /// - Parameter revision: the number of changes that the caller knows to be recorded.
  /// - Returns: the new revision: `revision` and the number of changes.
  /// - Throws: `notFound`; `claimLost` when somebody else holds it or it was released; `conflict` when the revision is
  ///   another; `ended` when the execution is closed and the first change does not reopen it.
  func append(
    _ changes: [ExecutionChange], to claim: ExecutionClaim, expecting revision: Int
  ) async throws(StoreError) -> Int

  /// What is recorded of an execution. Throws `notFound`.
  func load(_ id: ExecutionID) async throws(StoreError) -> RecordedExecution

  /// The executions that are not closed, oldest first; at most `limit`, after `id` when it is given.
  func unfinished(limit: Int, after id: ExecutionID?) async throws(StoreError) -> [ExecutionID]

  /// Executions as they are now.
  func search(_ query: ExecutionQuery) async throws(StoreError) -> ExecutionPage

  /// How many executions of a flow are in one of these states.
  func count(namespace: String, flowID: String, in states: Set<RunState>) async throws(StoreError) -> Int

  /// Takes an execution for a time. `nil` when another owner holds it and its lease has not run out.
  /// The same owner gets a new claim; the token is higher than any before. Throws `notFound`.
  func claim(_ id: ExecutionID, by owner: RunnerID, for lease: Duration) async throws(StoreError) -> ExecutionClaim?

  /// Prolongs claims. Returns those that are still held; the others are lost.
  func renew(_ claims: [ExecutionClaim], for lease: Duration) async throws(StoreError) -> [ExecutionClaim]

  /// Gives a claim back. Harmless when it is lost already.
  func release(_ claim: ExecutionClaim) async throws(StoreError)

  /// Leaves a request for whoever runs the execution. Throws `notFound`.
  func post(_ request: ExecutionRequest, to id: ExecutionID) async throws(StoreError)

  /// Takes, in order of arrival, the requests for an execution. Each is given out once. Throws `claimLost`.
  func takeRequests(of claim: ExecutionClaim) async throws(StoreError) -> [ExecutionRequest]

  /// Removes an execution with its changes and requests.
  /// - Returns: whether there was one.
  @discardableResult func delete(_ id: ExecutionID) async throws(StoreError) -> Bool
}

/// The flow of an execution as it was when it was created, to be read again after a crash.
public struct FlowSnapshot: Hashable, Sendable {
  public let namespace: String
  public let id: String
  public let revision: Int
  /// The flow's text, byte for byte.
  public let source: String

  public init(namespace: String, id: String, revision: Int, source: String) {
    self.namespace = namespace
    self.id = id
    self.revision = revision
    self.source = source
  }
}

/// An execution as it is in the journal.
public struct RecordedExecution: Hashable, Sendable {
  /// As it was created.
  public let created: Execution
  public let flow: FlowSnapshot
  public let changes: [ExecutionChange]
  /// The number of changes.
  public var revision: Int { changes.count }

  public init(created: Execution, flow: FlowSnapshot, changes: [ExecutionChange]) {
    self.created = created
    self.flow = flow
    self.changes = changes
  }

  /// As it is after all changes.
  public var current: Execution {
    var fold = ExecutionFold(created)
    for change in changes { fold.apply(change) }
    return fold.execution
  }
}

/// A process that runs executions; a new one for each start of the process.
public struct RunnerID: Hashable, Sendable {
  public let text: String

  public init(_ text: String) {
    self.text = text
  }
}

/// The right to write to an execution.
public struct ExecutionClaim: Hashable, Sendable {
  public let executionID: ExecutionID
  public let owner: RunnerID
  /// Higher with each claim of the execution: a write with an older one is refused.
  public let token: Int

  public init(executionID: ExecutionID, owner: RunnerID, token: Int) {
    self.executionID = executionID
    self.owner = owner
    self.token = token
  }
}

/// What somebody outside asks of a running execution.
public enum ExecutionRequest: Hashable, Sendable {
  case kill
  case pause
  /// Goes on after a pause; the inputs are those that the Pause task asks for.
  case resume(ValueMap)
  /// Starts a queued execution whatever the limits say.
  case forceRun
}
