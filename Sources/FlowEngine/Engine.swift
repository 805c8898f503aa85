import FlowModel
import FlowStore
import FlowTasks
import OrderedCollections
import Pebble

/// Runs flows: decide, record, act, until the execution has ended.
public struct Engine: Sendable {
  /// How long a claim on an execution lasts before it must be renewed.
  public static let lease: Duration = .seconds(60)
  /// How often an execution is taken up after a crash without any progress in between.
  public static let maximumRecoveries = 3

  let services: EngineServices
  let repository: any ExecutionRepository
  let owner: RunnerID

  /// - Parameter repository: where executions are recorded; left out, they live as long as the engine.
  public init(_ services: EngineServices, repository: (any ExecutionRepository)? = nil) {
    self.services = services
    self.repository = repository ?? InMemoryExecutionRepository(keepsChanges: false, now: services.clock.now)
    self.owner = RunnerID(services.ids.executionID().text)
  }

  /// Runs a flow to its end.
  ///
  /// Cancelling the Swift task kills the execution: requests in flight are cut and the execution ends KILLED.
  /// - Parameters:
  ///   - inputs: the typed inputs, as ``InputBinder`` makes them.
  ///   - observe: told what happens, in order; must return at once.
  /// - Returns: the execution, which has ended, or is PAUSED until somebody resumes it.
  public func run(
    _ flow: ValidatedFlow, inputs: ValueMap, id: ExecutionID? = nil, masker: Masker = Masker(),
    observe: @escaping @Sendable (ExecutionEvent) -> Void
  ) async throws -> Execution {
    let execution = Execution(
      id: id ?? services.ids.executionID(), namespace: flow.flow.namespace, flowID: flow.flow.id,
      flowRevision: flow.flow.revision ?? 1, inputs: inputs, labels: flow.flow.literalLabels,
      createdAt: services.clock.now())
    return try await run(execution, of: flow, masker: masker, observe: observe)
  }

  private func run(
    _ execution: Execution, of flow: ValidatedFlow, masker: Masker,
    observe: @escaping @Sendable (ExecutionEvent) -> Void
  ) async throws -> Execution {
    guard let claim = try await create(execution, of: flow) else {
      throw StoreError(.claimLost(execution.id))
    }
    let run = ExecutionStart(
      flow: flow, execution: execution, revision: 0, first: [.start], claim: claim, masker: masker,
      control: RunControl(), waitsWhilePaused: false, observe: observe)
    return try await self.run(run)
  }

  func create(_ execution: Execution, of flow: ValidatedFlow) async throws(StoreError) -> ExecutionClaim? {
    let snapshot = FlowSnapshot(
      namespace: execution.namespace, id: execution.flowID, revision: execution.flowRevision,
      source: flow.flow.source.text)
    return try await repository.create(execution, of: snapshot, claimedBy: owner, for: Engine.lease)
  }

  /// Runs an execution and those that take its place, until nothing is left to do now.
  func run(_ start: ExecutionStart) async throws -> Execution {
    var start = start
    while true {
      start.observe(.executionStarted(start.execution.id))
      if let date = start.execution.scheduleDate, start.execution.taskRuns.isEmpty {
        try await services.clock.sleep(date)
      }
      let driver = ExecutionDriver(
        flow: start.flow, engine: self, claim: start.claim, masker: start.masker, control: start.control,
        observe: start.observe, waitsWhilePaused: start.waitsWhilePaused, mailbox: Mailbox())
      let outcome = try await driver.run(start.execution, revision: start.revision, first: start.first)
      let execution = outcome.execution
      try await repository.release(start.claim)
      start.observe(.executionEnded(execution.state.current, duration: execution.state.duration))
      guard let date = outcome.beginsAgainAt else { return execution }
      let next = execution.begunAgain(as: services.ids.executionID(), at: date, now: services.clock.now())
      guard let claim = try await create(next, of: start.flow) else { return execution }
      start = start.replaced(by: next, claim: claim)
    }
  }
}

/// One run of an execution by this process.
struct ExecutionStart: Sendable {
  let flow: ValidatedFlow
  let execution: Execution
  let revision: Int
  let first: [ExecutionMachine.Event]
  let claim: ExecutionClaim
  let masker: Masker
  let control: RunControl
  let waitsWhilePaused: Bool
  let observe: @Sendable (ExecutionEvent) -> Void

  func replaced(by execution: Execution, claim: ExecutionClaim) -> ExecutionStart {
    ExecutionStart(
      flow: flow, execution: execution, revision: 0, first: [.start], claim: claim, masker: masker, control: control,
      waitsWhilePaused: waitsWhilePaused, observe: observe)
  }
}

extension Execution {
  /// A new execution that takes the place of this one.
  func begunAgain(as id: ExecutionID, at date: Instant, now: Instant) -> Execution {
    let (number, overflow) = attemptNumber.addingReportingOverflow(1)
    return Execution(
      id: id, namespace: namespace, flowID: flowID, flowRevision: flowRevision, inputs: inputs, labels: labels,
      originalID: originalID, parentID: self.id, trigger: trigger, attemptNumber: overflow ? .max : number,
      originalCreatedDate: originalCreatedDate, scheduleDate: date, createdAt: now)
  }
}

extension Flow {
  /// The labels that each of its executions begins with.
  var literalLabels: OrderedDictionary<String, String> {
    OrderedDictionary(labels.map { ($0.key, $0.value.asWritten?.text ?? "") }, uniquingKeysWith: { $1 })
  }
}
