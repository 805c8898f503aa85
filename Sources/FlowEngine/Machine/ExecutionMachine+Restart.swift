import FlowModel
import FlowStore
import Pebble

// Going on after the end.
extension ExecutionMachine {
  /// The task runs that a restart begins anew: those that failed or were cut, with all around them.
  package var restartable: Set<TaskRunID> {
    var found: Set<TaskRunID> = []
    for run in execution.taskRuns where isLeftover(run) == false {
      switch run.state.current {
      case .failed, .killed, .cancelled:
        found.insert(run.id)
        // What lies around it may have ended better, by allowFailure.
        var next = run.parentID
        while let id = next, found.insert(id).inserted { next = self.run(id)?.parentID }
      default: break
      }
    }
    return found
  }

  mutating func restart() {
    guard execution.isClosed else { return }
    let again = restartable
    guard !again.isEmpty else { return }
    let (number, overflow) = execution.attemptNumber.addingReportingOverflow(1)
    record(.reopened(attemptNumber: overflow ? .max : number, at: context.now))
    let leftover = execution.taskRuns.filter { isLeftover($0) }.map(\.id)
    if !leftover.isEmpty { record(.taskRunsRemoved(leftover)) }
    for run in execution.taskRuns where again.contains(run.id) {
      record(.taskRunEntered(run.id, .restarted, at: context.now))
    }
    enter(.restarted)
    enter(.running)
    active = []
    paused = []
    isHeld = false
    isRendering = false
    rebuildFrames()
    for run in execution.taskRuns where !run.state.current.isTerminal { recover(run) }
    ready.append(nil)
  }

  /// Whether a run belongs to the handlers of something that a restart begins anew: `errors`, `finally`, `afterExecution`.
  private func isLeftover(_ run: TaskRun) -> Bool {
    var next: TaskRun? = run
    while let current = next {
      if let node = node(of: current), node.phase != .main { return true }
      next = current.parentID.flatMap { self.run($0) }
    }
    return false
  }
}
