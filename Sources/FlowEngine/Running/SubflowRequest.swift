import FlowModel
import FlowStore
import FlowTasks
import OrderedCollections
import Pebble

/// What a Subflow task asks for.
struct SubflowRequest: Sendable {
  let namespace: String
  let flowID: String
  let revision: Int?
  let inputs: ValueMap
  let labels: OrderedDictionary<String, String>
  let waits: Bool
  let transmitsFailure: Bool
  let inheritsLabels: Bool

  init(_ task: TaskDefinition, renderer: PropertyRenderer) throws {
    let values = try renderer.render(task.properties, as: FlowableTasks.subflow.properties).values
    func text(_ name: String) throws -> String {
      guard let value = values[name] else { throw TaskLookError("'\(name)' is missing") }
      return try String(property: value)
    }
    func flag(_ name: String, _ standard: Bool) throws -> Bool {
      guard let value = values[name], value != .null else { return standard }
      return try Bool(property: value)
    }
    namespace = try text("namespace")
    flowID = try text("flowId")
    if let value = values["revision"], value != .null { revision = try Int(property: value) } else { revision = nil }
    if case .map(let entries)? = values["inputs"]?.opened { inputs = entries } else { inputs = [:] }
    if case .map(let entries)? = values["labels"]?.opened {
      labels = OrderedDictionary(entries.map { ($0.key, $0.value.masked.text) }, uniquingKeysWith: { $1 })
    } else {
      labels = [:]
    }
    waits = try flag("wait", true)
    transmitsFailure = try flag("transmitFailed", true)
    inheritsLabels = try flag("inheritLabels", false)
  }
}

/// Starts the execution that a Subflow task asks for, or takes it up where it is, and waits for its end.
struct SubflowStart: Sendable {
  /// Executions start each other this deep.
  static let maximumDepth = 50

  let request: SubflowRequest
  let id: ExecutionID
  let parent: Execution
  let task: TaskDefinition
  let driver: ExecutionDriver
  let reporter: TaskReporter

  func run(for run: TaskRunID) async -> ExecutionMachine.Event {
    do {
      let execution = try await execute()
      guard execution.isClosed else { return .childEnded(run, .failed, outputs: ["executionId": .string(id.text)]) }
      return ended(run, execution)
    } catch {
      if !(error is CancellationError) { reporter.log(.error, "\(error)") }
      return .childEnded(run, .failed, outputs: [:])
    }
  }

  /// Does not wait: the task ends when the execution is there.
  func runDetached(for run: TaskRunID, mailbox: Mailbox<ExecutionDriver.Message>) async {
    do {
      let start = try await prepared()
      mailbox.send(.event(.childEnded(run, .success, outputs: ["executionId": .string(id.text)])))
      _ = try await start()
    } catch {
      if !(error is CancellationError) { reporter.log(.error, "\(error)") }
      mailbox.send(.event(.childEnded(run, .failed, outputs: [:])))
    }
  }

  private func execute() async throws -> Execution {
    try await prepared()()
  }

  /// The execution is recorded when this returns; what it returns runs it.
  private func prepared() async throws -> @Sendable () async throws -> Execution {
    guard depth < SubflowStart.maximumDepth else {
      throw TaskLookError("Flows start each other more than \(SubflowStart.maximumDepth) deep")
    }
    let flow = try await driver.engine.services.flows.flow(
      namespace: request.namespace, id: request.flowID, revision: request.revision)
    guard let flow else {
      throw TaskLookError("Unable to find flow '\(request.namespace)'.'\(request.flowID)' for the subflow")
    }
    let masker = driver.masker
    return try await driver.engine.prepare(id, control: driver.control, masker: masker, observe: { _ in }) {
      (flow, try child(of: flow, masker: masker))
    }
  }

  private var depth: Int {
    if case .int(let depth)? = parent.trigger?.variables["depth"] { depth } else { 0 }
  }

  private func child(of flow: ValidatedFlow, masker: Masker) throws -> Execution {
    let services = driver.engine.services
    let declared = Set(flow.flow.inputs.map(\.id))
    let given = request.inputs.filter { declared.contains($0.key) }
    let inputs = try InputBinder(flow: flow, services: services, masker: masker).bind(
      Dictionary(given.map { ($0.key, .value($0.value)) }, uniquingKeysWith: { $1 }))
    var labels = flow.flow.literalLabels
    for (key, value) in parent.labels where request.inheritsLabels || key.hasPrefix("system.") { labels[key] = value }
    labels["system.correlationId"] = parent.labels["system.correlationId"] ?? parent.id.text
    labels.merge(request.labels) { $1 }
    let (depth, _) = depth.addingReportingOverflow(1)
    return Execution(
      id: id, namespace: flow.flow.namespace, flowID: flow.flow.id, flowRevision: flow.flow.revision ?? 1,
      inputs: inputs, labels: labels,
      trigger: ExecutionTrigger(
        id: task.id, type: task.schema.type.name,
        variables: [
          "executionId": .string(parent.id.text), "namespace": .string(parent.namespace),
          "flowId": .string(parent.flowID), "flowRevision": .int(parent.flowRevision), "depth": .int(depth),
        ]), createdAt: services.clock.now())
  }

  private func ended(_ run: TaskRunID, _ execution: Execution) -> ExecutionMachine.Event {
    let state = execution.state.current
    let outputs: ValueMap = [
      "executionId": .string(id.text), "state": .string(state.rawValue), "outputs": .map(execution.outputs),
    ]
    guard request.transmitsFailure else { return .childEnded(run, .success, outputs: outputs) }
    switch state {
    case .success, .skipped: return .childEnded(run, .success, outputs: outputs)
    case .warning: return .childEnded(run, .warning, outputs: outputs)
    default:
      reporter.log(.error, "The subflow's execution '\(id)' ended as \(state.rawValue)")
      return .childEnded(run, .failed, outputs: outputs)
    }
  }
}
