import FlowModel
import Pebble

/// Decides what happens next in one execution. It is a value without clock, log or effects: dates and ids come with the
/// events, effects leave as actions, and its test is a script of both.
///
/// Top-level tasks run one after the other; after a failure the rest is never created (Kestra 1.x).
package struct ExecutionMachine: Sendable {
  package enum Event: Sendable {
    case start
    /// The task's `runIf` was false.
    case skipped
    case attemptStarted
    case attemptEnded(RunState, outputs: ValueMap)
    /// Somebody asked for the end; what runs is being cut.
    case killed
  }

  package enum Action: Hashable, Sendable {
    /// Look at the task's condition, then attempt it.
    case run(taskIndex: Int, taskRunID: TaskRunID)
    /// Nothing is left to do but to render the flow's outputs.
    case conclude(RunState)
  }

  package private(set) var execution: Execution
  private let tasks: [TaskDefinition]
  private var currentTask: Int?

  package init(_ execution: Execution, tasks: [TaskDefinition]) {
    self.execution = execution
    self.tasks = tasks
  }

  /// Takes an event. Events after the end change nothing: the first ending stands.
  package mutating func handle(_ event: Event, at date: Instant, nextID: () -> TaskRunID) -> Action? {
    guard !execution.state.current.isTerminal else { return nil }
    switch event {
    case .start:
      execution.state.append(.running, at: date)
      return advance(after: -1, at: date, nextID: nextID)
    case .attemptStarted:
      updateCurrentRun { run in
        run.state.append(.running, at: date)
        run.attempts.append(TaskRun.Attempt(state: StateHistory(.created, at: date)))
        run.updateLastAttempt(.running, at: date)
      }
      return nil
    case .skipped:
      updateCurrentRun { $0.state.append(.skipped, at: date) }
      return advance(after: currentTask ?? -1, at: date, nextID: nextID)
    case .attemptEnded(let state, let outputs):
      guard let index = currentTask else { return nil }
      let final = tasks[index].finalState(after: state)
      updateCurrentRun { run in
        run.updateLastAttempt(state, at: date)
        run.outputs = outputs
        run.state.append(final, at: date)
      }
      return final == .failed ? .conclude(.failed) : advance(after: index, at: date, nextID: nextID)
    case .killed:
      updateCurrentRun { run in
        guard !run.state.current.isTerminal else { return }
        run.updateLastAttempt(.killed, at: date)
        run.state.append(.killed, at: date)
      }
      execution.state.append(.killing, at: date)
      return .conclude(.killed)
    }
  }

  /// The last event: the flow's outputs are there, or could not be made.
  package mutating func end(_ state: RunState, outputs: ValueMap, at date: Instant) {
    guard !execution.state.current.isTerminal else { return }
    execution.outputs = outputs
    execution.state.append(state, at: date)
  }

  private mutating func advance(after index: Int, at date: Instant, nextID: () -> TaskRunID) -> Action {
    guard let next = tasks.indices.first(where: { $0 > index && !tasks[$0].isDisabled }) else {
      currentTask = nil
      let hasWarning = execution.taskRuns.contains { $0.state.current == .warning }
      return .conclude(hasWarning ? .warning : .success)
    }
    currentTask = next
    let run = TaskRun(id: nextID(), taskID: tasks[next].id, createdAt: date)
    execution.taskRuns.append(run)
    return .run(taskIndex: next, taskRunID: run.id)
  }

  private mutating func updateCurrentRun(_ update: (inout TaskRun) -> Void) {
    guard currentTask != nil, let last = execution.taskRuns.indices.last else { return }
    update(&execution.taskRuns[last])
  }
}

extension TaskRun {
  fileprivate mutating func updateLastAttempt(_ state: RunState, at date: Instant) {
    guard let last = attempts.indices.last else { return }
    attempts[last].state.append(state, at: date)
  }
}

extension TaskDefinition {
  /// `allowFailure` turns FAILED into WARNING, `allowWarning` WARNING into SUCCESS; both together FAILED into SUCCESS.
  package func finalState(after state: RunState) -> RunState {
    switch state {
    case .failed where allowFailure: allowWarning ? .success : .warning
    case .warning where allowWarning: .success
    default: state
    }
  }
}
