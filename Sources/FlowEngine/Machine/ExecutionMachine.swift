import FlowModel
import FlowStore
import FlowTasks
import Pebble

/// Decides what happens next in one execution. It is a value without clock, log or effects: dates, ids and chance come with
/// the events, effects leave as actions, and its test is a script of both.
///
/// What it knows is a fold over the execution's changes, so that it is the same after a crash.
package struct ExecutionMachine: Sendable {
  package let plan: ExecutionPlan
  private var fold: ExecutionFold
  /// The lists of tasks under way: the flow's own under `nil`, and one for each flowable task run that has begun.
  var frames: [TaskRunID?: Frame] = [:]
  /// The runs of which an event is awaited that comes by itself: an attempt, a look, a time, another execution.
  var active: Set<TaskRunID> = []
  /// The runs that wait in state PAUSED.
  var paused: Set<TaskRunID> = []
  /// Whether somebody asked for a pause: nothing new begins.
  var isHeld = false
  /// Whether the flow's outputs are being rendered.
  var isRendering = false
  /// Frames to look at before the decision is made.
  var ready: [TaskRunID?] = []
  var decision = Decision()
  var context: Context

  /// - Parameter execution: new, or as its journal says.
  package init(_ execution: Execution, plan: ExecutionPlan, context: Context) {
    self.plan = plan
    self.fold = ExecutionFold(execution)
    self.context = context
    rebuildFrames()
  }

  package var execution: Execution { fold.execution }

  package func run(_ id: TaskRunID) -> TaskRun? {
    fold.place(of: id).map { fold.execution.taskRuns[$0] }
  }

  /// Whether nothing happens any more until somebody asks for it.
  package var isQuiescent: Bool {
    guard !execution.isClosed, active.isEmpty, !isRendering else { return false }
    // A pause with an end goes on by itself.
    guard paused.allSatisfy({ run($0)?.wakeDate == nil }) else { return false }
    return isHeld || !paused.isEmpty || execution.state.current == .queued
  }

  /// Takes an event. Events of what has ended change nothing: the first ending stands.
  package mutating func handle(_ event: Event, _ context: Context) -> Decision {
    self.context = context
    decision = Decision()
    if case .restart = event {
      restart()
      settle()
      return decision
    }
    guard !execution.isClosed else { return decision }
    switch event {
    case .restart: break
    case .start: start()
    case .recover(let maxRecoveries): recover(maxRecoveries: maxRecoveries)
    case .evaluated(let id, let evaluation): evaluated(id, evaluation)
    case .attemptEnded(let id, let result): attemptEnded(id, result)
    case .aboutToSend(let id, let isRepeatable):
      if isActive(id) { record(.aboutToSend(id, isRepeatable: isRepeatable, at: context.now)) }
    case .headersReceived(let id): if isActive(id) { record(.headersReceived(id, at: context.now)) }
    case .woke(let id): woke(id)
    case .childEnded(let id, let state, let outputs): childEnded(id, state, outputs: outputs)
    case .outputsRendered(let outputs): outputsRendered(outputs)
    case .kill: kill()
    case .end(let state): cut(to: state)
    case .pause: hold()
    case .resume(let inputs): resume(inputs)
    }
    settle()
    return decision
  }

  // MARK: Changes

  mutating func record(_ change: ExecutionChange) {
    decision.changes.append(change)
    fold.apply(change)
    note(change)
  }

  mutating func act(_ action: Action) {
    decision.actions.append(action)
  }

  mutating func enter(_ state: RunState) {
    if execution.state.current != state { record(.entered(state, at: context.now)) }
  }

  func isActive(_ id: TaskRunID) -> Bool {
    active.contains(id) && run(id)?.state.current.isTerminal == false
  }

  func node(of run: TaskRun) -> ExecutionPlan.Node? { plan.nodes[run.taskID] }

  private mutating func note(_ change: ExecutionChange) {
    switch change {
    case .taskRunCreated(let id, _, _, _, _, _): if let run = run(id) { noteCreated(run) }
    case .taskRunEntered(let id, let state, _) where state.isTerminal: if let run = run(id) { noteEnded(run) }
    default: break
    }
  }

  private mutating func noteCreated(_ run: TaskRun) {
    guard let node = node(of: run) else { return }
    let lane = lane(of: run, node)
    frames[run.parentID]?.created(phase: node.phase, lane: lane, position: node.position)
  }

  private mutating func noteEnded(_ run: TaskRun) {
    guard let node = node(of: run) else { return }
    frames[run.id] = nil
    let lane = lane(of: run, node)
    let isLast = isLast(node, of: run)
    frames[run.parentID]?.ended(run.state.current, phase: node.phase, lane: lane, isLast: isLast)
  }

  private func lane(of run: TaskRun, _ node: ExecutionPlan.Node) -> Int {
    guard node.phase == .main, let parent = node.parent.flatMap({ plan.nodes[$0] }) else { return 0 }
    switch parent.kind {
    case .each, .loopUntil: return run.iteration ?? 0
    case .parallel, .dag: return node.position
    case .runnable, .sleep, .pause, .subflow, .sequential, .choice: return 0
    }
  }

  private func isLast(_ node: ExecutionPlan.Node, of run: TaskRun) -> Bool {
    let parent = node.parent.flatMap { plan.nodes[$0] }
    if node.phase == .main {
      switch parent?.kind {
      case .parallel, .dag: return true
      default: break
      }
    }
    let choice = run.parentID.flatMap { self.run($0) }?.choice
    return node.position + 1 >= plan.tasks(of: parent, in: node.phase, choice: choice).count
  }

  /// Makes the frames of the recorded task runs.
  mutating func rebuildFrames() {
    frames = [nil: Frame()]
    for run in execution.taskRuns {
      noteCreated(run)
      if run.state.current.isTerminal {
        noteEnded(run)
      } else if let node = node(of: run), node.kind.isFlowable, run.state.current != .created {
        frames[run.id] = Frame()
      }
    }
  }

  // MARK: The end of a decision

  private mutating func settle() {
    while let owner = ready.popLast() {
      guard !isHeld, !execution.isClosed else { break }
      advance(owner)
    }
    ready = []
    guard !execution.isClosed, !execution.state.current.isTerminal else { return }
    if active.isEmpty, !isRendering, !paused.isEmpty || isHeld { enter(.paused) }
  }
}
