import FlowModel
import FlowStore
import FlowTasks
import Pebble

extension Engine {
  /// Takes up an execution where its journal says it is, and runs it on.
  ///
  /// What was recorded is not repeated. Throws `claimLost` when another process runs it.
  public func recover(
    _ id: ExecutionID, masker: Masker = Masker(), observe: @escaping @Sendable (ExecutionEvent) -> Void
  ) async throws -> Execution {
    try await takeUp(
      id, first: [.recover(maxRecoveries: Engine.maximumRecoveries)], control: RunControl(), masker: masker,
      waitsWhilePaused: false, observe: observe)
  }

  /// Takes up every execution that is not at its end, after a crash of the process that ran it, and runs them on.
  ///
  /// Those that other processes run are left to them. An execution that another one waits for is taken up by that one.
  public func recoverAll(observe: @escaping @Sendable (ExecutionEvent) -> Void) async throws {
    for takesChildren in [false, true] {
      var last: ExecutionID?
      while true {
        let page = try await repository.unfinished(limit: 100, after: last)
        guard let end = page.last else { break }
        last = end
        await withDiscardingTaskGroup { group in
          for id in page {
            group.addTask {
              do {
                let isChild = try await repository.load(id).created.isSubflow
                guard !isChild || takesChildren else { return }
                _ = try await recover(id, observe: observe)
              } catch {
                let message = "Execution '\(id)' cannot be taken up: \(error)"
                observe(.log(LogEntry(date: services.clock.now(), level: .error, taskID: nil, message: message)))
              }
            }
          }
        }
      }
    }
  }

  func takeUp(
    _ id: ExecutionID, first: [ExecutionMachine.Event], reopens: Bool = false, control: RunControl, masker: Masker,
    waitsWhilePaused: Bool,
    observe: @escaping @Sendable (ExecutionEvent) -> Void
  ) async throws -> Execution {
    let recorded = try await repository.load(id)
    let execution = recorded.current
    guard execution.isClosed == reopens else { return execution }
    guard let claim = try await repository.claim(id, by: owner, for: Engine.lease) else {
      throw StoreError(.claimLost(id))
    }
    masker.remember(.map(execution.inputs.filter { $0.value.containsSecret }))
    return try await run(
      ExecutionStart(
        flow: try flow(of: recorded), execution: execution, revision: recorded.revision, first: first, claim: claim,
        masker: masker, control: control, waitsWhilePaused: waitsWhilePaused, observe: observe))
  }

  /// The flow as it was when the execution was created.
  func flow(of recorded: RecordedExecution) throws -> ValidatedFlow {
    let source = FlowSource(name: recorded.flow.id, text: recorded.flow.source)
    let (flow, diagnostics) = FlowValidator(catalog: services.registry.catalog).read(source)
    guard let flow else { throw InvalidFlow(diagnostics) }
    return flow
  }

  /// An execution that another one starts: created unless it is there, or taken up where it is.
  /// - Returns: what runs it to its end.
  func prepare(
    _ id: ExecutionID, control: RunControl, masker: Masker, observe: @escaping @Sendable (ExecutionEvent) -> Void,
    make: () throws -> (ValidatedFlow, Execution)
  ) async throws -> @Sendable () async throws -> Execution {
    if try await isRecorded(id) {
      return {
        try await takeUp(
          id, first: [.recover(maxRecoveries: Engine.maximumRecoveries)], control: control, masker: masker,
          waitsWhilePaused: true, observe: observe)
      }
    }
    let (flow, execution) = try make()
    guard let claim = try await create(execution, of: flow) else { throw StoreError(.claimLost(id)) }
    let start = ExecutionStart(
      flow: flow, execution: execution, revision: 0, first: [.start], claim: claim, masker: masker, control: control,
      waitsWhilePaused: true, observe: observe)
    return { try await run(start) }
  }

  private func isRecorded(_ id: ExecutionID) async throws(StoreError) -> Bool {
    do {
      _ = try await repository.load(id)
      return true
    } catch {
      if case .notFound = error.kind { return false }
      throw error
    }
  }
}

extension Execution {
  /// Whether a Subflow task of another execution started it.
  var isSubflow: Bool { trigger?.type == FlowableTasks.subflow.type.name }
}
