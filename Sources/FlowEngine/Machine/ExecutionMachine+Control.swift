import FlowModel
import FlowStore
import FlowTasks
import Pebble

// What somebody outside asks for, and taking up after a crash.
extension ExecutionMachine {
  /// Ends everything at once. What runs is cut; nothing of it is awaited, so that KILLING never lasts.
  mutating func kill() {
    enter(.killing)
    cut(to: .killed)
  }

  /// Ends the execution in this state, whatever runs.
  mutating func cut(to state: RunState) {
    act(.cutAll)
    for run in execution.taskRuns where !run.state.current.isTerminal {
      if let attempt = run.attempts.last, !attempt.state.current.isTerminal {
        record(.attemptEnded(run.id, .killed, isUnknown: false, at: context.now))
        act(.log(.warn, run.id, "Killed while it ran: what it had begun was cut"))
      }
      record(.taskRunEntered(run.id, .killed, at: context.now))
    }
    active = []
    paused = []
    isRendering = false
    isHeld = false
    if !execution.state.current.isTerminal { enter(state) }
    record(.closed(at: context.now))
  }

  mutating func hold() {
    guard !execution.state.current.isTerminal, !isHeld else { return }
    isHeld = true
  }

  mutating func resume(_ inputs: ValueMap) {
    guard execution.state.current == .paused || isHeld else { return }
    let wasHeld = isHeld
    isHeld = false
    goOn()
    for id in execution.taskRuns.map(\.id) where paused.contains(id) && !wasHeld {
      guard let run = run(id), let node = node(of: run) else { continue }
      paused.remove(id)
      record(.waits(id, until: nil))
      record(.taskRunEntered(id, .running, at: context.now))
      if node.kind == .pause {
        if !inputs.isEmpty { record(.taskOutputs(id, ["onResume": .map(inputs)])) }
        end(id, node.task.finalState(after: .success))
      } else {
        attempt(id)
      }
    }
    ready += Array(frames.keys)
  }

  // MARK: Recovery

  mutating func recover(maxRecoveries: Int?) {
    if maxRecoveries != nil { record(.recovered(at: context.now)) }
    let state = execution.state.current
    if state == .killing {
      cut(to: .killed)
      return
    }
    if let maxRecoveries, execution.recoveries > maxRecoveries {
      act(.log(.error, nil, "The execution crashed the server \(maxRecoveries) times: it is not taken up again"))
      cut(to: .failed)
      return
    }
    isHeld = state == .paused && !execution.taskRuns.contains { $0.state.current == .paused }
    switch state {
    case .created, .queued: return start()
    case .restarted: enter(.running)
    default: break
    }
    for run in execution.taskRuns where !run.state.current.isTerminal { recover(run) }
    if state.isTerminal {
      recoverAfterEnd()
    } else {
      ready.append(nil)
    }
  }

  private mutating func recoverAfterEnd() {
    guard let frame = frames[nil], frame.phase != .afterExecution else {
      ready.append(nil)
      return
    }
    finish(execution.state.current)
  }

  mutating func recover(_ run: TaskRun) {
    guard let node = node(of: run) else { return }
    switch (run.state.current, node.kind) {
    case (.created, _): begin(run.id)
    case (.restarted, _) where node.kind.needsLook && run.choice == nil && run.values == nil: begin(run.id)
    case (.restarted, .runnable), (.restarted, .subflow):
      record(.taskRunEntered(run.id, .running, at: context.now))
      attempt(run.id)
    case (.paused, _):
      paused.insert(run.id)
      if let date = run.wakeDate { act(.wake(run.id, at: date)) }
    case (.retrying, _), (_, .sleep), (_, .pause): waitOn(run)
    case (_, .subflow):
      guard let child = run.childExecutionID, run.attempts.last?.state.current.isTerminal == false else {
        return attempt(run.id)
      }
      active.insert(run.id)
      act(.runChild(run.id, child))
    case (_, .runnable): recoverAttempt(run, node)
    case (_, .loopUntil):
      if run.wakeDate != nil { waitOn(run) } else { ready.append(run.id) }
    case (_, .sequential), (_, .parallel), (_, .dag), (_, .choice), (_, .each): ready.append(run.id)
    }
  }

  /// Waits what is left of the time.
  private mutating func waitOn(_ run: TaskRun) {
    active.insert(run.id)
    act(.wake(run.id, at: run.wakeDate ?? context.now))
  }

  /// An attempt that the process died in: what was never sent is sent, what may be repeated is repeated, and of the rest
  /// nobody knows.
  private mutating func recoverAttempt(_ run: TaskRun, _ node: ExecutionPlan.Node) {
    guard let last = run.attempts.last, !last.state.current.isTerminal else {
      attempt(run.id)
      return
    }
    guard let exchange = last.exchange else {
      active.insert(run.id)
      act(.attempt(run.id))
      return
    }
    if exchange.isRepeatable || node.task.onUnknown == .retry {
      record(.attemptEnded(run.id, .resubmitted, isUnknown: !exchange.isRepeatable, at: context.now))
      attempt(run.id)
      return
    }
    act(
      .log(
        .error, run.id,
        "A request was sent and the process ended before its answer was recorded: nobody knows what came of it"))
    switch node.task.onUnknown {
    case .fail, .retry:
      record(.attemptEnded(run.id, .failed, isUnknown: true, at: context.now))
      end(run.id, node.task.finalState(after: .failed))
    case .pause:
      record(.attemptEnded(run.id, .failed, isUnknown: true, at: context.now))
      record(.taskRunEntered(run.id, .paused, at: context.now))
      paused.insert(run.id)
    }
  }
}
