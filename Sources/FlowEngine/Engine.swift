import FlowModel
import FlowTasks
import OrderedCollections
import Pebble

/// Runs flows: decide, record, act, until the execution has ended.
public struct Engine: Sendable {
  private let services: EngineServices

  public init(_ services: EngineServices) {
    self.services = services
  }

  /// Runs a flow to its end, in memory.
  ///
  /// Cancelling the Swift task kills the execution: requests in flight are cut and the execution ends KILLED.
  /// - Parameters:
  ///   - inputs: the typed inputs, as ``InputBinder`` makes them.
  ///   - observe: told what happens, in order; must return at once.
  /// - Returns: the execution, which has ended, and the masker that knows the secrets it used.
  public func run(
    _ flow: ValidatedFlow, inputs: ValueMap, id: ExecutionID? = nil, masker: Masker = Masker(),
    observe: @escaping @Sendable (ExecutionEvent) -> Void
  ) async -> Execution {
    let flow = flow.flow
    var machine = ExecutionMachine(
      Execution(
        id: id ?? services.ids.executionID(), namespace: flow.namespace, flowID: flow.id,
        flowRevision: flow.revision ?? 1, inputs: inputs, labels: literalLabels(of: flow), createdAt: services.now()),
      tasks: flow.tasks)
    observe(.executionStarted(machine.execution.id))
    var next = handle(.start, with: &machine)
    while let action = next {
      switch action {
      case .run(let index, let runID):
        next = await runTask(flow.tasks[index], id: runID, of: flow, with: &machine, masker: masker, observe: observe)
      case .conclude(let state):
        conclude(state, flow: flow, with: &machine, masker: masker, observe: observe)
        next = nil
      }
    }
    observe(.executionEnded(machine.execution.state.current, duration: machine.execution.state.duration))
    return machine.execution
  }

  private func handle(_ event: ExecutionMachine.Event, with machine: inout ExecutionMachine) -> ExecutionMachine.Action?
  {
    machine.handle(event, at: services.now(), nextID: services.ids.taskRunID)
  }

  private func runTask(
    _ task: TaskDefinition, id: TaskRunID, of flow: Flow, with machine: inout ExecutionMachine, masker: Masker,
    observe: @escaping @Sendable (ExecutionEvent) -> Void
  ) async -> ExecutionMachine.Action? {
    guard !Task.isCancelled else { return handle(.killed, with: &machine) }
    let reporter = TaskReporter(task: task, masker: masker, now: services.now, observe: observe)
    let scopes = { [services] (execution: Execution) in
      ExpressionScope(
        flow: flow, execution: execution, variables: flow.variables.compactMapValues(\.asWritten), services: services)
    }
    let host = HostFunctions(secrets: services.secrets, storage: services.storage, masker: masker).functions
    let runNow = machine.execution.taskRuns.last
    let scope = Scope(scopes(machine.execution).values(task: task, taskRun: runNow), functions: host)
    do {
      if let condition = task.runIf {
        let renderer = PropertyRenderer(scope: scope, environment: services.templates)
        let rendered = try renderer.render(condition, as: .string, at: "runIf")
        guard isTruthy(try String(property: rendered)) else {
          reporter.ended(.skipped, duration: .zero)
          return handle(.skipped, with: &machine)
        }
      }
    } catch {
      _ = handle(.attemptStarted, with: &machine)
      reporter.log(.error, "Unable to evaluate the runIf condition for task \(task.id): \(error)")
      reporter.ended(.failed, duration: .zero)
      return handle(.attemptEnded(.failed, outputs: [:]), with: &machine)
    }
    _ = handle(.attemptStarted, with: &machine)
    reporter.started()
    let started = services.now()
    let attempt = TaskAttempt(
      task: task, taskRunID: id, execution: machine.execution, scope: scope, services: services, reporter: reporter)
    let result = await attempt.run()
    if Task.isCancelled {
      reporter.log(.warn, "Killed while it ran: what it had begun was cut")
      reporter.ended(.killed, duration: started.distance(to: services.now()))
      return handle(.killed, with: &machine)
    }
    let action = handle(.attemptEnded(result.state, outputs: result.outputs), with: &machine)
    let final = machine.execution.taskRuns.first { $0.id == id }?.state.current ?? result.state
    reporter.ended(final, duration: started.distance(to: services.now()))
    return action
  }

  private func conclude(
    _ state: RunState, flow: Flow, with machine: inout ExecutionMachine, masker: Masker,
    observe: @escaping @Sendable (ExecutionEvent) -> Void
  ) {
    var outputs: ValueMap = [:]
    var state = state
    if state != .killed && !flow.outputs.isEmpty {
      let host = HostFunctions(secrets: services.secrets, storage: services.storage, masker: masker).functions
      let values = ExpressionScope(
        flow: flow, execution: machine.execution, variables: flow.variables.compactMapValues(\.asWritten),
        services: services
      ).values()
      let renderer = PropertyRenderer(
        scope: Scope(values, functions: host), environment: services.templates)
      do {
        for output in flow.outputs {
          outputs[output.id] = try FlowOutputReader(renderer: renderer).read(output)
        }
      } catch {
        outputs = [:]
        // A failed run often lacks what its outputs are made of; its own failure says more.
        if state != .failed {
          state = .failed
          let message = "Failed to render output values: \(masker.mask("\(error)"))"
          observe(.log(LogEntry(date: services.now(), level: .error, taskID: nil, message: message)))
        }
      }
    }
    machine.end(state, outputs: outputs, at: services.now())
  }

  private func literalLabels(of flow: Flow) -> OrderedDictionary<String, String> {
    OrderedDictionary(flow.labels.map { ($0.key, $0.value.asWritten?.text ?? "") }, uniquingKeysWith: { $1 })
  }
}

extension DynamicValue {
  /// The value with its expressions as text: a variable is rendered where it is asked for, by `render(vars.x)`.
  var asWritten: Value? {
    switch self {
    case .literal(let value): value
    case .template(let template): .string(template.text)
    case .list(let items): .list(items.compactMap(\.asWritten))
    case .map(let entries): .map(entries.compactMapValues(\.asWritten))
    }
  }
}
