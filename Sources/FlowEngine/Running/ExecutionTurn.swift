import FlowModel
import FlowStore
import FlowTasks
import Pebble

/// The loop of one execution and what it knows: events in, one record for all that they change, then the effects.
struct ExecutionTurn {
  typealias Message = ExecutionDriver.Message

  let driver: ExecutionDriver
  private let scope: ExpressionScope
  private let errors = ErrorLog()
  private var machine: ExecutionMachine
  private var index: ScopeIndex
  private var revision: Int
  private var beginsAgainAt: Instant?
  private var polls = 0
  /// Changes that are decided and not yet recorded, and what is to be done when they are.
  private var changes: [ExecutionChange] = []
  private var actions: [ExecutionMachine.Action] = []

  init(driver: ExecutionDriver, execution: Execution, revision: Int) {
    self.driver = driver
    self.revision = revision
    let services = driver.engine.services
    let host = HostFunctions(secrets: services.secrets, storage: services.storage, masker: driver.masker)
    scope = ExpressionScope(flow: driver.flow.flow, execution: execution, services: services, host: host)
    machine = ExecutionMachine(
      execution, plan: ExecutionPlan(driver.flow.flow), context: ExecutionTurn.context(services))
    index = ScopeIndex(encryption: services.encryption)
    index.rebuild(execution, find: machine.run)
  }

  private var services: EngineServices { driver.engine.services }

  static func context(_ services: EngineServices) -> ExecutionMachine.Context {
    ExecutionMachine.Context(
      now: services.clock.now(), nextTaskRunID: services.ids.taskRunID, nextExecutionID: services.ids.executionID,
      random: services.random)
  }

  mutating func run(
    first: [ExecutionMachine.Event], in group: inout DiscardingTaskGroup, detached: inout DiscardingTaskGroup
  ) async -> Result<ExecutionDriver.Outcome, StoreError> {
    var messages: [Message] = first.map { .event($0) }
    while true {
      var replies: [CheckedContinuation<Void, any Error>] = []
      var isCancelled = Task.isCancelled
      var isPolled = false
      for message in messages {
        switch message {
        case .event(let event): if !isCancelled { handle(event) }
        case .mark(let id, let isRepeatable, let reply):
          if !isCancelled { handle(.aboutToSend(id, isRepeatable: isRepeatable)) }
          replies.append(reply)
        case .cancelled: isCancelled = true
        case .poll: isPolled = true
        }
      }
      do {
        if isPolled { try await poll() }
      } catch {
        for reply in replies { reply.resume(throwing: error) }
        return .failure(error)
      }
      if isCancelled {
        if !driver.control.leavesExecution { handle(.kill) }
      }
      do {
        try await record()
      } catch {
        for reply in replies { reply.resume(throwing: error) }
        return .failure(error)
      }
      for reply in replies {
        if isCancelled { reply.resume(throwing: CancellationError()) } else { reply.resume() }
      }
      act(in: &group, detached: &detached)
      let isDone = machine.execution.isClosed || isCancelled
      guard !isDone, driver.waitsWhilePaused || !machine.isQuiescent else {
        return .success(ExecutionDriver.Outcome(execution: machine.execution, beginsAgainAt: beginsAgainAt))
      }
      messages = await driver.mailbox.receive()
    }
  }

  /// Takes what others ask for, and prolongs the claim.
  private mutating func poll() async throws(StoreError) {
    let repository = driver.engine.repository
    polls += 1
    if polls % 15 == 0, try await repository.renew([driver.claim], for: Engine.lease).isEmpty {
      throw StoreError(.claimLost(driver.claim.executionID))
    }
    for request in try await repository.takeRequests(of: driver.claim) {
      switch request {
      case .kill: handle(.kill)
      case .pause: handle(.pause)
      case .resume(let inputs): handle(.resume(inputs))
      case .forceRun: handle(.start)
      }
    }
  }

  // MARK: Decide

  /// Handles an event and all that follows from it without an effect.
  private mutating func handle(_ event: ExecutionMachine.Event) {
    var events = [event]
    var next = 0
    while next < events.count {
      let decision = machine.handle(events[next], ExecutionTurn.context(services))
      next += 1
      for change in decision.changes {
        index.apply(change, find: machine.run)
        changes.append(change)
      }
      for action in decision.actions {
        switch action {
        case .evaluate(let id): events.append(.evaluated(id, evaluate(id)))
        case .evaluateLoop(let id): events.append(.evaluated(id, evaluateLoop(id)))
        case .renderOutputs: events.append(.outputsRendered(renderOutputs()))
        default: actions.append(action)
        }
      }
    }
  }

  private func renderer(_ run: TaskRun?, _ task: TaskDefinition?) -> PropertyRenderer {
    let phase = task.flatMap { machine.plan.nodes[$0.id]?.phase }
    let scope = scope.scope(
      of: machine.execution, index: index, task: task, taskRun: run, errors: phase == .main ? nil : errors,
      find: machine.run)
    return PropertyRenderer(scope: scope, environment: services.templates)
  }

  private func evaluate(_ id: TaskRunID) -> ExecutionMachine.Evaluation {
    guard let run = machine.run(id), let node = machine.plan.nodes[run.taskID] else { return .failed }
    do {
      return try TaskLook(node: node, renderer: renderer(run, node.task), now: services.clock.now()).evaluate()
    } catch {
      reporter(run, node.task).log(.error, "\(error)")
      return .failed
    }
  }

  private func evaluateLoop(_ id: TaskRunID) -> ExecutionMachine.Evaluation {
    guard let run = machine.run(id), let node = machine.plan.nodes[run.taskID] else { return .failed }
    do {
      let look = TaskLook(node: node, renderer: renderer(run, node.task), now: services.clock.now())
      return .loop(holds: try look.loopCondition())
    } catch {
      reporter(run, node.task).log(.error, "\(error)")
      return .failed
    }
  }

  /// `nil` when one of them cannot be rendered.
  private func renderOutputs() -> ValueMap? {
    let flow = driver.flow.flow
    var outputs: ValueMap = [:]
    guard !flow.outputs.isEmpty else { return outputs }
    do {
      let reader = FlowOutputReader(renderer: renderer(nil, nil))
      for output in flow.outputs { outputs[output.id] = try reader.read(output) }
      return outputs
    } catch {
      // A failed run often lacks what its outputs are made of; its own failure says more.
      if machine.frames[nil]?.hasFailed == true { return [:] }
      log(.error, "Failed to render output values: \(error)")
      return nil
    }
  }

  // MARK: Record

  private mutating func record() async throws(StoreError) {
    guard !changes.isEmpty else { return }
    revision = try await driver.engine.repository.append(changes, to: driver.claim, expecting: revision)
    for change in changes { announce(change) }
    changes.removeAll(keepingCapacity: true)
  }

  private func announce(_ change: ExecutionChange) {
    guard case .taskRunEntered(let id, let state, _) = change, let run = machine.run(id),
      let node = machine.plan.nodes[run.taskID]
    else { return }
    if state == .running, run.attempts.count < 2 {
      driver.observe(.taskStarted(taskID: run.taskID, type: node.task.schema.type))
    } else if state.isTerminal {
      driver.observe(.taskEnded(taskID: run.taskID, state, duration: run.state.duration))
    }
  }

  private func reporter(_ run: TaskRun, _ task: TaskDefinition) -> TaskReporter {
    TaskReporter(
      task: task, taskRunID: run.id, attempt: max(1, run.attempts.count) - 1, masker: driver.masker, errors: errors,
      now: services.clock.now, observe: driver.observe)
  }

  private func log(_ level: LogLevel, _ message: String) {
    let entry = LogEntry(date: services.clock.now(), level: level, taskID: nil, message: driver.masker.mask(message))
    if level == .error { errors.add(entry) }
    driver.observe(.log(entry))
  }

  // MARK: Act

  private mutating func act(in group: inout DiscardingTaskGroup, detached: inout DiscardingTaskGroup) {
    for action in actions {
      switch action {
      case .attempt(let id): attempt(id, in: &group)
      case .wake(let id, let date):
        group.addTask { [mailbox = driver.mailbox, clock = services.clock] in
          guard (try? await clock.sleep(date)) != nil else { return }
          mailbox.send(.event(.woke(id)))
        }
      case .runChild(let id, let child): runChild(id, child, in: &group, detached: &detached)
      case .cutAll: group.cancelAll()
      case .beginAgain(let date): beginsAgainAt = date
      case .resumeOther(let id, let inputs):
        group.addTask { [engine = driver.engine] in
          try? await engine.repository.post(.resume(inputs), to: id)
        }
      case .log(let level, let id, let message):
        if let run = id.flatMap(machine.run), let node = machine.plan.nodes[run.taskID] {
          reporter(run, node.task).log(level, message)
        } else {
          log(level, message)
        }
      // Handled where they were decided.
      case .evaluate, .evaluateLoop, .renderOutputs: break
      }
    }
    actions.removeAll(keepingCapacity: true)
  }

  private func attempt(_ id: TaskRunID, in group: inout DiscardingTaskGroup) {
    guard let run = machine.run(id), let node = machine.plan.nodes[run.taskID] else { return }
    let reporter = reporter(run, node.task)
    let mailbox = driver.mailbox
    do {
      let attempt = try TaskAttempt(
        node.task, renderer: renderer(run, node.task), context: context(run, reporter), reporter: reporter,
        services: services)
      group.addTask { mailbox.send(.event(.attemptEnded(id, await attempt.run()))) }
    } catch {
      mailbox.send(.event(.attemptEnded(id, TaskAttempt.failure(error, reporter: reporter))))
    }
  }

  private func context(_ run: TaskRun, _ reporter: TaskReporter) -> RunContext {
    let execution = machine.execution
    let mailbox = driver.mailbox
    let marks = ExchangeMarks(
      aboutToSend: { isRepeatable in
        try await withCheckedThrowingContinuation { reply in
          guard mailbox.send(.mark(run.id, isRepeatable: isRepeatable, reply: reply)) else {
            reply.resume(throwing: CancellationError())
            return
          }
        }
      },
      headersReceived: { mailbox.send(.event(.headersReceived(run.id))) })
    return RunContext(
      identity: RunIdentity(
        namespace: execution.namespace, flowID: execution.flowID, executionID: execution.id, taskID: run.taskID,
        taskRunID: run.id),
      storage: services.storage, log: reporter.runLog, metrics: reporter.metrics, progress: reporter.progress,
      encryption: services.encryption, exchangeMarks: marks)
  }

  private func runChild(
    _ id: TaskRunID, _ child: ExecutionID, in group: inout DiscardingTaskGroup,
    detached: inout DiscardingTaskGroup
  ) {
    guard let run = machine.run(id), let node = machine.plan.nodes[run.taskID] else { return }
    let reporter = reporter(run, node.task)
    let mailbox = driver.mailbox
    do {
      let request = try SubflowRequest(node.task, renderer: renderer(run, node.task))
      let start = SubflowStart(
        request: request, id: child, parent: machine.execution, task: node.task, driver: driver, reporter: reporter)
      if request.waits {
        group.addTask { mailbox.send(.event(await start.run(for: id))) }
      } else {
        detached.addTask { await start.runDetached(for: id, mailbox: mailbox) }
      }
    } catch {
      _ = TaskAttempt.failure(error, reporter: reporter)
      mailbox.send(.event(.childEnded(id, .failed, outputs: [:])))
    }
  }
}
