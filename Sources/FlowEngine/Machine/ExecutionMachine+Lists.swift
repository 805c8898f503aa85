import FlowModel
import FlowStore
import Pebble

// Working through the lists of tasks: the flow's own, and those in flowable tasks.
extension ExecutionMachine {
  mutating func start() {
    guard execution.state.current == .created || execution.state.current == .queued else { return }
    enter(.running)
    ready.append(nil)
  }

  /// Begins what can begin in a frame; closes it when nothing is left.
  mutating func advance(_ owner: TaskRunID?) {
    let ownerRun = owner.flatMap { run($0) }
    if owner != nil, ownerRun?.state.current.isTerminal != false { return }
    guard frames[owner] != nil, owner.map({ !active.contains($0) }) ?? !isRendering else { return }
    let ownerNode = ownerRun.flatMap { node(of: $0) }
    continueLanes(owner, ownerRun, ownerNode)
    beginLanes(owner, ownerRun, ownerNode)
    if frames[owner]?.lanes.isEmpty == true { endPhase(owner, ownerRun, ownerNode) }
  }

  private mutating func continueLanes(_ owner: TaskRunID?, _ run: TaskRun?, _ node: ExecutionPlan.Node?) {
    guard let frame = frames[owner] else { return }
    let list = plan.tasks(of: node, in: frame.phase, choice: run?.choice)
    for (lane, state) in frame.lanes.sorted(by: { $0.key < $1.key }) where !state.isRunning {
      guard list.indices.contains(state.position + 1) else { continue }
      create(list[state.position + 1], in: owner, run, node, lane: lane)
    }
  }

  private mutating func beginLanes(_ owner: TaskRunID?, _ run: TaskRun?, _ node: ExecutionPlan.Node?) {
    while let frame = frames[owner], frame.phase == .main, !frame.isPhaseFailed,
      frame.lanes.count < (node?.kind.width ?? 1), let lane = nextLane(of: frame, run, node)
    {
      let list = plan.tasks(of: node, in: .main, choice: run?.choice)
      switch node?.kind {
      case .parallel, .dag: create(list[lane], in: owner, run, node, lane: lane)
      default:
        if let first = list.first {
          create(first, in: owner, run, node, lane: lane)
        } else {
          frames[owner]?.skipLane()
        }
      }
    }
  }

  /// The next list of the main phase that may begin.
  private func nextLane(of frame: Frame, _ run: TaskRun?, _ node: ExecutionPlan.Node?) -> Int? {
    let count: Int
    switch node?.kind {
    case nil, .sequential, .choice: count = 1
    case .parallel: count = plan.tasks(of: node, in: .main, choice: nil).count
    case .each: count = run?.values?.count ?? 0
    // Later rounds begin where the loop decides.
    case .loopUntil: count = 1
    case .dag: return nextOfDag(frame, node)
    case .runnable, .sleep, .pause, .subflow: count = 0
    }
    return frame.nextLane < count ? frame.nextLane : nil
  }

  private func nextOfDag(_ frame: Frame, _ node: ExecutionPlan.Node?) -> Int? {
    guard let node else { return nil }
    let ids = plan.tasks(of: node, in: .main, choice: nil)
    return ids.indices.first { lane in
      guard frame.lanes[lane] == nil, !frame.endedLanes.contains(lane) else { return false }
      return (node.task.dependencies[ids[lane]] ?? []).allSatisfy { id in
        // A disabled task is as if it were not written.
        ids.firstIndex(of: id).map { frame.endedLanes.contains($0) } ?? true
      }
    }
  }

  mutating func create(
    _ taskID: String, in owner: TaskRunID?, _ ownerRun: TaskRun?, _ ownerNode: ExecutionPlan.Node?, lane: Int
  ) {
    let phase = frames[owner]?.phase ?? .main
    var value: String?
    var iteration: Int?
    switch ownerNode?.kind {
    case .each where phase == .main:
      if let values = ownerRun?.values, values.indices.contains(lane) { value = values[lane] }
      iteration = lane
    case .loopUntil where phase == .main: iteration = lane
    default: break
    }
    let id = context.nextTaskRunID()
    record(
      .taskRunCreated(
        id, taskID: taskID, parent: owner, value: value, iteration: iteration, at: context.now))
    begin(id)
  }

  /// Begins a run that was created: by a look at it where there is something to look at.
  mutating func begin(_ id: TaskRunID) {
    guard let node = run(id).flatMap({ node(of: $0) }) else { return }
    if node.task.runIf != nil || node.kind.needsLook {
      active.insert(id)
      act(.evaluate(id))
    } else {
      go(id, node)
    }
  }

  mutating func go(_ id: TaskRunID, _ node: ExecutionPlan.Node) {
    record(.taskRunEntered(id, .running, at: context.now))
    if node.kind.isFlowable {
      active.remove(id)
      openFrame(id)
    } else {
      attempt(id)
    }
  }

  mutating func openFrame(_ id: TaskRunID) {
    frames[id] = Frame()
    ready.append(id)
  }

  // MARK: Phases

  private mutating func endPhase(_ owner: TaskRunID?, _ run: TaskRun?, _ node: ExecutionPlan.Node?) {
    guard let frame = frames[owner] else { return }
    switch frame.phase {
    case .main:
      if let owner, case .loopUntil? = node?.kind, !frame.isPhaseFailed, run?.choice != LoopEnd.choice {
        active.insert(owner)
        act(.evaluateLoop(owner))
        return
      }
      if frame.hasFailed, enter(.errors, of: owner, run, node) { return }
      if enter(.finally, of: owner, run, node) { return }
      conclude(owner, node)
    case .errors:
      if enter(.finally, of: owner, run, node) { return }
      conclude(owner, node)
    case .finally: conclude(owner, node)
    case .afterExecution: record(.closed(at: context.now))
    }
  }

  /// Begins a phase; false when it has no tasks.
  private mutating func enter(
    _ phase: ExecutionPlan.Phase, of owner: TaskRunID?, _ run: TaskRun?, _ node: ExecutionPlan.Node?
  ) -> Bool {
    guard let first = plan.tasks(of: node, in: phase, choice: nil).first else { return false }
    frames[owner]?.enter(phase)
    create(first, in: owner, run, node, lane: 0)
    return true
  }

  private mutating func conclude(_ owner: TaskRunID?, _ node: ExecutionPlan.Node?) {
    guard let owner, let node, let frame = frames[owner] else {
      isRendering = true
      act(.renderOutputs)
      return
    }
    var state = frame.state
    if case .sequential(allowsFailure: true) = node.kind, state == .failed { state = .warning }
    end(owner, node.task.finalState(after: state))
  }

  /// A run has come to its end; whoever waits for it is looked at.
  mutating func end(_ id: TaskRunID, _ state: RunState) {
    active.remove(id)
    paused.remove(id)
    let parent = run(id)?.parentID
    record(.taskRunEntered(id, state, at: context.now))
    ready.append(parent)
  }

  // MARK: The end of the execution

  mutating func outputsRendered(_ outputs: ValueMap?) {
    guard isRendering, let frame = frames[nil] else { return }
    isRendering = false
    if let outputs, !outputs.isEmpty { record(.outputs(outputs)) }
    finish(outputs == nil ? .failed : frame.state)
  }

  /// The execution has its final state. What follows cannot change it.
  mutating func finish(_ state: RunState) {
    enter(state)
    let list = plan.tasks(of: nil, in: .afterExecution, choice: nil)
    guard let first = list.first else {
      record(.closed(at: context.now))
      return
    }
    frames[nil]?.enter(.afterExecution)
    create(first, in: nil, nil, nil, lane: 0)
  }
}

/// What a LoopUntil records when its condition was met, or will not be.
enum LoopEnd {
  static let choice = "ended"
}

extension TaskKind {
  /// Whether its properties decide how it begins.
  var needsLook: Bool {
    switch self {
    case .sleep, .pause, .subflow, .choice, .each: true
    case .runnable, .sequential, .parallel, .dag, .loopUntil: false
    }
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
