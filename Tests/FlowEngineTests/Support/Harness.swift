import FlowModel
import FlowStore
import FlowTasks
import Pebble
import Synchronization

@testable import FlowEngine

/// An engine with stand-ins for the world, and what it did.
struct Harness {
  let calls = Calls()
  let clock = SkippingClock()
  let log = SharedBox<[String]>([])
  let repository: InMemoryExecutionRepository
  let services: EngineServices

  /// - Parameter flows: texts of flows that others start.
  init(flows: [String] = [], ids: IDGenerator = Harness.countingIDs()) {
    let clock = clock
    let calls = calls
    repository = InMemoryExecutionRepository { clock.now }
    let registry = TaskRegistry(
      CoreTasks.registrations + [
        RegisteredTask(CallTask.self) { try CallTask($0, calls: calls) },
        RegisteredTask(UpdateTask.self) { try UpdateTask($0) },
      ])
    services = EngineServices(
      registry: registry, storage: InMemoryFileStorage(), secrets: SecretSource(["TOKEN": "canary-token"]), ids: ids,
      clock: clock.engineClock, random: { 0.5 },
      flows: FlowDirectory { namespace, id, _ in
        flows.lazy.compactMap { try? Harness.read($0, registry) }
          .first { $0.flow.namespace == namespace && $0.flow.id == id }
      })
  }

  var engine: Engine { Engine(services, repository: repository) }

  static func countingIDs() -> IDGenerator {
    let next = SharedBox<UInt128>(100_000)
    return IDGenerator { next.update { $0 += 1 } }
  }

  static func read(_ text: String, _ registry: TaskRegistry) throws -> ValidatedFlow {
    let (flow, diagnostics) = FlowValidator(catalog: registry.catalog).read(FlowSource(name: "flow", text: text))
    guard let flow else { throw InvalidFlow(diagnostics) }
    return flow
  }

  func flow(_ text: String) throws -> ValidatedFlow { try Harness.read(text, services.registry) }

  func observe(_ event: ExecutionEvent) {
    if case .log(let entry) = event { log.update { $0.append("\(entry.level.rawValue) \(entry.message)") } }
  }

  func run(_ text: String, inputs: [String: InputBinder.Given] = [:]) async throws -> Execution {
    let flow = try flow(text)
    let bound = try InputBinder(flow: flow, services: services, masker: Masker()).bind(inputs)
    return try await engine.run(flow, inputs: bound) { observe($0) }
  }

  /// A flow with these tasks, written without indentation.
  static func tasks(_ text: String, more: String = "") -> String {
    "id: f\nnamespace: a.b\n" + more + "tasks:\n"
      + text.split(separator: "\n", omittingEmptySubsequences: false).map { "  " + $0 }.joined(separator: "\n")
  }

  static func summary(of execution: Execution, calls: [String]) -> String {
    var lines = [execution.state.entries.map(\.state.rawValue).joined(separator: " ")]
    for run in execution.taskRuns {
      var path: [String] = []
      var next: TaskRun? = run
      while let current = next {
        if let value = current.value { path.append("[\(value)]") }
        next = current.parentID.flatMap { id in execution.taskRuns.first { $0.id == id } }
      }
      let attempts = run.attempts.map { $0.state.current.rawValue }.joined(separator: ",")
      lines.append(
        "\(run.taskID)\(path.reversed().joined()): " + run.state.entries.map(\.state.rawValue).joined(separator: " ")
          + (attempts.isEmpty ? "" : " (\(attempts))"))
    }
    if !execution.outputs.isEmpty { lines.append("outputs " + JSON.text(of: .map(execution.outputs).masked)) }
    if !calls.isEmpty { lines.append("calls " + calls.joined(separator: " ")) }
    return lines.joined(separator: "\n") + "\n"
  }
}

/// A value that several may change.
final class SharedBox<Value: Sendable>: Sendable {
  private let mutex: Mutex<Value>

  init(_ value: Value) {
    mutex = Mutex(value)
  }

  var value: Value { mutex.withLock { $0 } }

  @discardableResult func update(_ change: (inout Value) -> Void) -> Value {
    mutex.withLock { value in
      change(&value)
      return value
    }
  }
}
