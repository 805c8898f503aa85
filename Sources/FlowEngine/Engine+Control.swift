import FlowModel
import FlowStore
import FlowTasks
import OrderedCollections
import Pebble

/// Why something asked of an execution cannot be done. The messages are Kestra's where it has one.
public struct ControlError: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Kind: Hashable, Sendable {
    case notTerminated(RunState)
    case nothingToRestart
    case notPaused(RunState)
    case alreadyFinished
    case noTaskRun(TaskRunID)
  }

  public let kind: Kind

  public var description: String {
    switch kind {
    case .notTerminated(let state):
      "Execution must be terminated to be restarted, current state is '\(state.rawValue)' !"
    case .nothingToRestart: "No task found to restart execution from!"
    case .notPaused(let state): "Execution is not paused: its state is '\(state.rawValue)'"
    case .alreadyFinished: "Execution is already finished, can't kill it"
    case .noTaskRun(let id): "The execution has no task run '\(id)'"
    }
  }
}

extension Engine {
  /// Lets an ended execution go on where it failed: the same execution, with new attempts.
  public func restart(
    _ id: ExecutionID, masker: Masker = Masker(), observe: @escaping @Sendable (ExecutionEvent) -> Void
  ) async throws -> Execution {
    let recorded = try await repository.load(id)
    let execution = recorded.current
    guard execution.isClosed else { throw ControlError(kind: .notTerminated(execution.state.current)) }
    let machine = ExecutionMachine(
      execution, plan: ExecutionPlan(try flow(of: recorded).flow),
      context: ExecutionTurn.context(services))
    guard !machine.restartable.isEmpty else { throw ControlError(kind: .nothingToRestart) }
    return try await takeUp(
      id, first: [.restart], reopens: true, control: RunControl(), masker: masker, waitsWhilePaused: false,
      observe: observe)
  }

  /// Runs the flow of an execution again, as a new execution.
  ///
  /// - Parameters:
  ///   - taskRun: where to begin: what came before it is taken over with its outputs. A run inside a flowable task
  ///     stands for the outermost one around it. Left out, everything runs again.
  ///   - inputs: other inputs than those of the execution.
  public func replay(
    _ id: ExecutionID, from taskRun: TaskRunID? = nil, inputs: ValueMap? = nil, masker: Masker = Masker(),
    observe: @escaping @Sendable (ExecutionEvent) -> Void
  ) async throws -> Execution {
    let recorded = try await repository.load(id)
    let old = recorded.current
    guard old.isClosed else { throw ControlError(kind: .notTerminated(old.state.current)) }
    masker.remember(.map((inputs ?? old.inputs).filter { $0.value.containsSecret }))
    let flow = try flow(of: recorded)
    var new = Execution(
      id: services.ids.executionID(), namespace: old.namespace, flowID: old.flowID, flowRevision: old.flowRevision,
      inputs: inputs ?? old.inputs, labels: old.labels, originalID: old.originalID, parentID: old.id,
      originalCreatedDate: old.originalCreatedDate, createdAt: services.clock.now())
    if let taskRun {
      new.taskRuns = try old.taskRuns(before: taskRun, plan: ExecutionPlan(flow.flow), ids: services.ids)
      new.variables = old.variables
    }
    guard let claim = try await create(new, of: flow) else { throw StoreError(.claimLost(new.id)) }
    return try await run(
      ExecutionStart(
        flow: flow, execution: new, revision: 0, first: [.start], claim: claim, masker: masker,
        control: RunControl(), waitsWhilePaused: false, observe: observe))
  }

  /// Ends an execution, whether it runs here, elsewhere, or waits; and those that it started.
  ///
  /// What another process runs ends within seconds; this returns at once.
  public func kill(_ id: ExecutionID) async throws {
    guard !(try await repository.load(id).current.isClosed) else { throw ControlError(kind: .alreadyFinished) }
    try await kill(id, depth: 0)
  }

  private func kill(_ id: ExecutionID, depth: Int) async throws {
    if try await repository.load(id).current.isClosed { return }
    if let claim = try await repository.claim(id, by: RunnerID(services.ids.executionID().text), for: Engine.lease) {
      try await endNow(claim)
    } else {
      try await repository.post(.kill, to: id)
    }
    var query = ExecutionQuery()
    query.startedBy = id
    guard depth < SubflowStart.maximumDepth else { return }
    for child in try await repository.search(query).executions where !child.isClosed {
      try await kill(child.id, depth: depth + 1)
    }
  }

  /// Ends an execution that nobody runs.
  private func endNow(_ claim: ExecutionClaim) async throws {
    let recorded = try await repository.load(claim.executionID)
    var machine = ExecutionMachine(
      recorded.current, plan: ExecutionPlan(try flow(of: recorded).flow), context: ExecutionTurn.context(services))
    let decision = machine.handle(.kill, ExecutionTurn.context(services))
    _ = try await repository.append(decision.changes, to: claim, expecting: recorded.revision)
    try await repository.release(claim)
  }

  /// Nothing new begins until somebody resumes the execution; what runs comes to its end.
  public func pause(_ id: ExecutionID) async throws {
    guard !(try await repository.load(id).current.isClosed) else { throw ControlError(kind: .alreadyFinished) }
    try await repository.post(.pause, to: id)
  }

  /// Lets a paused execution go on, in this process if no other one runs it.
  ///
  /// - Parameter inputs: what the Pause task asked for; seen as `outputs.PAUSE.onResume`.
  /// - Returns: the execution when this process has run it; as it is now when another one does.
  public func resume(
    _ id: ExecutionID, inputs: ValueMap = [:], masker: Masker = Masker(),
    observe: @escaping @Sendable (ExecutionEvent) -> Void
  ) async throws -> Execution {
    let execution = try await repository.load(id).current
    guard execution.state.current == .paused else { throw ControlError(kind: .notPaused(execution.state.current)) }
    do {
      return try await takeUp(
        id, first: [.recover(maxRecoveries: nil), .resume(inputs)], control: RunControl(), masker: masker,
        waitsWhilePaused: false, observe: observe)
    } catch let error as StoreError where error.kind == .claimLost(id) {
      try await repository.post(.resume(inputs), to: id)
      return execution
    }
  }
}

extension Execution {
  /// The task runs that ended before this one began, with new ids.
  fileprivate func taskRuns(before id: TaskRunID, plan: ExecutionPlan, ids: IDGenerator) throws -> [TaskRun] {
    var top = taskRuns.first { $0.id == id }
    while let parent = top?.parentID { top = taskRuns.first { $0.id == parent } }
    guard let top, let end = taskRuns.firstIndex(where: { $0.id == top.id }), plan.nodes[top.taskID]?.phase == .main
    else { throw ControlError(kind: .noTaskRun(id)) }
    var renamed: [TaskRunID: TaskRunID] = [:]
    return taskRuns[..<end].map { old in
      let id = ids.taskRunID()
      renamed[old.id] = id
      var run = TaskRun(
        id: id, taskID: old.taskID, parentID: old.parentID.flatMap { renamed[$0] }, value: old.value,
        iteration: old.iteration, createdAt: old.state.startDate)
      run.attempts = old.attempts
      run.outputs = old.outputs
      run.state = old.state
      run.choice = old.choice
      run.values = old.values
      return run
    }
  }
}
