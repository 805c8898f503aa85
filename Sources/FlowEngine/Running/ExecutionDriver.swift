import FlowModel
import FlowStore
import FlowTasks
import Pebble

/// Runs one execution: decides, records, acts, until nothing is left to do.
struct ExecutionDriver {
  /// What reaches the function that runs the execution.
  enum Message: Sendable {
    case event(ExecutionMachine.Event)
    /// A request is about to be sent; it waits for the reply.
    case mark(TaskRunID, isRepeatable: Bool, reply: CheckedContinuation<Void, any Error>)
    /// Somebody cancelled the run.
    case cancelled
    /// It is time to look for requests, and to prolong the claim.
    case poll
  }

  /// How a run of an execution ended.
  struct Outcome: Sendable {
    let execution: Execution
    /// When a new execution is to begin in its place.
    let beginsAgainAt: Instant?
  }

  let flow: ValidatedFlow
  let engine: Engine
  let claim: ExecutionClaim
  let masker: Masker
  let control: RunControl
  let observe: @Sendable (ExecutionEvent) -> Void
  /// Whether it waits for somebody to resume a paused execution, instead of returning.
  let waitsWhilePaused: Bool
  let mailbox: Mailbox<Message>

  private var services: EngineServices { engine.services }

  /// - Parameter revision: what is recorded of the execution already.
  func run(_ execution: Execution, revision: Int, first: [ExecutionMachine.Event]) async throws(StoreError) -> Outcome {
    let result = await withTaskCancellationHandler {
      await withDiscardingTaskGroup(returning: Result<Outcome, StoreError>.self) { outer in
        await withDiscardingTaskGroup(returning: Result<Outcome, StoreError>.self) { group in
          group.addTask { await poll() }
          var turn = ExecutionTurn(driver: self, execution: execution, revision: revision)
          let result = await turn.run(first: first, in: &group, detached: &outer)
          // Whoever still waits for a mark must not send.
          for case .mark(_, _, let reply) in mailbox.close() { reply.resume(throwing: CancellationError()) }
          group.cancelAll()
          return result
        }
      }
    } onCancel: {
      mailbox.send(.cancelled)
    }
    return try result.get()
  }

  /// Real time, whatever the execution's clock says: a lease must not depend on a clock that is set.
  private func poll() async {
    while (try? await ContinuousClock().sleep(for: .seconds(1))) != nil {
      mailbox.send(.poll)
    }
  }
}
