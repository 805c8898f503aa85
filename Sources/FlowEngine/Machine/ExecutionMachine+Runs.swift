import FlowModel
import FlowStore
import FlowTasks
import Pebble

// One task run: the look at it, its attempts, its waits.
extension ExecutionMachine {
  mutating func evaluated(_ id: TaskRunID, _ evaluation: Evaluation) {
    guard isActive(id), let run = run(id), let node = node(of: run) else { return }
    switch evaluation {
    case .skipped: end(id, .skipped)
    case .failed:
      active.remove(id)
      if run.state.current == .created { record(.taskRunEntered(id, .running, at: context.now)) }
      end(id, node.task.finalState(after: .failed))
    case .go: go(id, node)
    case .branch(let choice, let outputs):
      record(.taskRunEntered(id, .running, at: context.now))
      record(.flowableStarted(id, choice: choice, values: nil))
      record(.taskOutputs(id, outputs))
      active.remove(id)
      openFrame(id)
    case .values(let values):
      record(.taskRunEntered(id, .running, at: context.now))
      record(.flowableStarted(id, choice: nil, values: values))
      active.remove(id)
      openFrame(id)
    case .wait(let date, let then): wait(id, node, until: date, then: then)
    case .subflow:
      record(.taskRunEntered(id, .running, at: context.now))
      attempt(id)
    case .loop(let holds): loopEvaluated(id, run, node, holds: holds)
    }
  }

  mutating func attempt(_ id: TaskRunID) {
    record(.attemptStarted(id, at: context.now))
    active.insert(id)
    guard let run = run(id), node(of: run)?.kind == .subflow else {
      act(.attempt(id))
      return
    }
    // Its id is recorded before it is there, so that after a crash there is never a second one.
    let child = context.nextExecutionID()
    record(.childExecution(id, child))
    act(.runChild(id, child))
  }

  mutating func attemptEnded(_ id: TaskRunID, _ result: AttemptResult) {
    guard isActive(id), let run = run(id), let node = node(of: run), !run.attempts.isEmpty else { return }
    var state = result.state
    var exit: RunState?
    for update in result.updates where state != .failed {
      switch apply(update) {
      case .done: break
      case .exit(let wanted): exit = wanted
      case .failed(let reason):
        act(.log(.error, id, reason))
        state = .failed
      }
    }
    record(.attemptEnded(id, state, isUnknown: false, at: context.now))
    if !result.outputs.isEmpty || !run.outputs.isEmpty { record(.taskOutputs(id, result.outputs)) }
    if let exit, state != .failed {
      end(id, node.task.finalState(after: state))
      cut(to: exit)
      return
    }
    if state == .failed, retry(id, node) { return }
    if state == .success, run.triedAttempts > 1, node.retry?.warningOnRetry == true { state = .warning }
    end(id, node.task.finalState(after: state))
  }

  // MARK: Retries

  /// Plans the next attempt; false when there is none.
  private mutating func retry(_ id: TaskRunID, _ node: ExecutionPlan.Node) -> Bool {
    guard let policy = node.retry, let run = run(id), let first = run.attempts.first else { return false }
    let beginsAgain = policy.behavior == .createNewExecution
    let count = beginsAgain ? execution.attemptNumber : run.triedAttempts
    if let maxAttempts = policy.maxAttempts, count >= maxAttempts { return false }
    let date = context.now.adding(policy.delay(afterAttempts: count, random: context.random()))
    let start = beginsAgain ? execution.originalCreatedDate : first.state.startDate
    if let maxDuration = policy.maxDuration, start.adding(maxDuration) < date { return false }
    guard !beginsAgain else {
      beginExecutionAgain(failed: id, at: date)
      return true
    }
    record(.taskRunEntered(id, .retrying, at: context.now))
    record(.waits(id, until: date))
    if execution.state.current == .running { enter(.retrying) }
    act(.wake(id, at: date))
    return true
  }

  /// The run, what lies around it and the execution become RETRIED; a new execution takes over.
  private mutating func beginExecutionAgain(failed id: TaskRunID, at date: Instant) {
    var next: TaskRunID? = id
    while let id = next, let run = run(id) {
      record(.taskRunEntered(id, .retried, at: context.now))
      next = run.parentID
    }
    act(.beginAgain(at: date))
    cut(to: .retried)
  }

  // MARK: Waits

  private mutating func wait(
    _ id: TaskRunID, _ node: ExecutionPlan.Node, until date: Instant?, then: AfterWait
  ) {
    record(.taskRunEntered(id, .running, at: context.now))
    record(.flowableStarted(id, choice: then.rawValue, values: nil))
    record(.waits(id, until: date))
    if node.kind == .pause {
      active.remove(id)
      paused.insert(id)
      record(.taskRunEntered(id, .paused, at: context.now))
    }
    if let date { act(.wake(id, at: date)) }
  }

  mutating func woke(_ id: TaskRunID) {
    guard isActive(id) || paused.contains(id), let run = run(id), let node = node(of: run),
      let date = run.wakeDate, date <= context.now
    else { return }
    record(.waits(id, until: nil))
    switch (run.state.current, node.kind) {
    case (.retrying, _):
      if execution.state.current == .retrying { enter(.running) }
      record(.taskRunEntered(id, .created, at: context.now))
      record(.taskRunEntered(id, .running, at: context.now))
      attempt(id)
    case (_, .loopUntil):
      active.remove(id)
      beginRound(id, run, node)
    case (_, .pause): pauseEnded(id, node, AfterWait(rawValue: run.choice ?? "") ?? .success)
    default: end(id, node.task.finalState(after: .success))
    }
  }

  private mutating func pauseEnded(_ id: TaskRunID, _ node: ExecutionPlan.Node, _ then: AfterWait) {
    goOn()
    switch then {
    case .success:
      record(.taskRunEntered(id, .running, at: context.now))
      end(id, node.task.finalState(after: .success))
    case .warning: end(id, node.task.finalState(after: .warning))
    case .failed: end(id, node.task.finalState(after: .failed))
    case .cancelled:
      end(id, .cancelled)
      cut(to: .cancelled)
    }
  }

  /// An execution that was paused goes on.
  mutating func goOn() {
    guard execution.state.current == .paused else { return }
    enter(.restarted)
    enter(.running)
  }

  // MARK: Loops

  private mutating func loopEvaluated(_ id: TaskRunID, _ run: TaskRun, _ node: ExecutionPlan.Node, holds: Bool) {
    guard case .loopUntil(let frequency) = node.kind, let frame = frames[id] else { return }
    let count = frame.nextLane
    var outputs = run.outputs
    outputs["iterationCount"] = .int(count)
    record(.taskOutputs(id, outputs))
    active.remove(id)
    guard !holds else {
      endLoop(id)
      return
    }
    let next = context.now.adding(frequency.interval)
    let isOver =
      frequency.maxIterations.map { count >= $0 } == true
      || frequency.maxDuration.map { run.state.startDate.adding($0) < next } == true
    guard !isOver else {
      if frequency.failsAtMaximum {
        act(.log(.error, id, "The condition did not hold within the allowed rounds or time"))
        end(id, node.task.finalState(after: .failed))
      } else {
        endLoop(id)
      }
      return
    }
    active.insert(id)
    record(.waits(id, until: next))
    act(.wake(id, at: next))
  }

  private mutating func endLoop(_ id: TaskRunID) {
    record(.flowableStarted(id, choice: LoopEnd.choice, values: nil))
    ready.append(id)
  }

  private mutating func beginRound(_ id: TaskRunID, _ run: TaskRun, _ node: ExecutionPlan.Node) {
    guard let frame = frames[id] else { return }
    let list = plan.tasks(of: node, in: .main, choice: nil)
    guard let first = list.first else {
      frames[id]?.skipLane()
      ready.append(id)
      return
    }
    create(first, in: id, run, node, lane: frame.nextLane)
  }

  // MARK: Other executions

  mutating func childEnded(_ id: TaskRunID, _ state: RunState, outputs: ValueMap) {
    guard isActive(id), let run = run(id), let node = node(of: run) else { return }
    record(.attemptEnded(id, state, isUnknown: false, at: context.now))
    record(.taskOutputs(id, outputs))
    if state == .failed, retry(id, node) { return }
    end(id, node.task.finalState(after: state))
  }
}

extension TaskRun {
  /// The attempts without those that a crash cut and that were begun again.
  fileprivate var triedAttempts: Int { attempts.count { $0.state.current != .resubmitted } }
}
