import FlowEngine
import FlowModel
import FlowStore
import FlowTasks
import Pebble
import Synchronization

/// What the routes need of an engine.
protocol ExecutionRunner: Sendable {
  /// Begins an execution. It is recorded when this returns.
  func start(_ id: ExecutionID, of flow: ValidatedFlow, inputs: ValueMap, masker: Masker) async throws
  /// Waits until an execution that this process runs has nothing left to do now.
  func waitForEnd(of id: ExecutionID) async
  /// Cuts what the execution does.
  /// - Returns: whether this process runs it.
  func kill(_ id: ExecutionID) -> Bool
  var runningCount: Int { get }
  /// Lets what runs go on for a time, then cuts it.
  func drain(for period: Duration) async
}

/// Runs executions in this process.
final class LocalRunner: ExecutionRunner {
  private let engine: Engine
  private let stores: ServerStores
  private let running = Mutex<[ExecutionID: Task<Void, Never>]>([:])

  init(services: EngineServices, stores: ServerStores) {
    self.engine = Engine(services, repository: stores.executions)
    self.stores = stores
  }

  var runningCount: Int { running.withLock { $0.count } }

  func start(_ id: ExecutionID, of flow: ValidatedFlow, inputs: ValueMap, masker: Masker) async throws {
    let journal = ExecutionJournal(id: id, namespace: flow.flow.namespace, flowID: flow.flow.id, stores: stores)
    let beginning = Beginning()
    let task = Task { [engine] in
      do {
        let execution = try await engine.run(flow, inputs: inputs, id: id, masker: masker) { event in
          if case .executionStarted = event { beginning.settle(.success(())) }
          journal.note(event)
        }
        await journal.end(execution)
      } catch {
        beginning.settle(.failure(error))
        await journal.end(nil)
      }
    }
    keep(task, as: id)
    try await beginning.wait()
  }

  func waitForEnd(of id: ExecutionID) async {
    await running.withLock { $0[id] }?.value
  }

  func kill(_ id: ExecutionID) -> Bool {
    guard let task = running.withLock({ $0[id] }) else { return false }
    task.cancel()
    return true
  }

  func drain(for period: Duration) async {
    let deadline = ContinuousClock().now + period
    while runningCount > 0, ContinuousClock().now < deadline {
      try? await ContinuousClock().sleep(for: .milliseconds(50))
    }
    let rest = running.withLock { $0.values.map(\.self) }
    for task in rest { task.cancel() }
    for task in rest { await task.value }
  }

  private func keep(_ task: Task<Void, Never>, as id: ExecutionID) {
    running.withLock { $0[id] = task }
    Task {
      await task.value
      _ = running.withLock { $0.removeValue(forKey: id) }
    }
  }
}

/// Whether a run has begun, for the one who started it.
private final class Beginning: Sendable {
  private enum State {
    case open
    case awaited(CheckedContinuation<Void, any Error>)
    case settled(Result<Void, any Error>)
  }

  private let state = Mutex(State.open)

  /// The first word counts.
  func settle(_ result: Result<Void, any Error>) {
    let waiting = state.withLock { state -> CheckedContinuation<Void, any Error>? in
      switch state {
      case .open:
        state = .settled(result)
        return nil
      case .awaited(let continuation):
        state = .settled(result)
        return continuation
      case .settled: return nil
      }
    }
    waiting?.resume(with: result)
  }

  func wait() async throws {
    try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
      let settled = state.withLock { state -> Result<Void, any Error>? in
        if case .settled(let result) = state { return result }
        state = .awaited(continuation)
        return nil
      }
      if let settled { continuation.resume(with: settled) }
    }
  }
}
