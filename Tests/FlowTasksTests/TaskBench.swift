import FlowModel
import FlowStore
import FlowTasks
import Pebble
import Synchronization

/// Runs single tasks as an engine would: by their registration, with rendered properties.
struct TaskBench {
  final class Record: Sendable {
    let log = Mutex<[String]>([])
    let metrics = Mutex<[Metric]>([])
  }

  let record = Record()
  let storage = InMemoryFileStorage()
  let keyValues = InMemoryKeyValueStore()
  let logs = InMemoryLogStore()

  func run(_ type: String, _ properties: ValueMap = [:]) async throws -> Outputs {
    let registry = TaskRegistry(CoreTasks.registrations(keyValues: keyValues, logs: logs))
    guard let registered = registry[TaskType("io.kestra." + type)] else { throw PropertyError("no such type") }
    return try await registered.make(RenderedProperties(properties)).run(in: context)
  }

  /// The text of the failure; `nil` when the task succeeded.
  func failure(_ type: String, _ properties: ValueMap = [:]) async -> String? {
    do {
      _ = try await run(type, properties)
      return nil
    } catch {
      return "\(error)"
    }
  }

  func file(_ text: String, name: String = "in.txt") throws -> Value {
    .string(try storage.store(Array(text.utf8), at: StorageURI(components: ["a", name])).description)
  }

  func contents(of uri: Value?) throws -> String {
    guard case .string(let text)? = uri else { throw StorageError(.invalidURI("none")) }
    return String(decoding: try storage.contents(of: StorageURI(text), limit: 1 << 24), as: UTF8.self)
  }

  var context: RunContext {
    RunContext(
      identity: RunIdentity(
        namespace: "company.team", flowID: "flow", executionID: ExecutionID("e"), taskID: "task",
        taskRunID: TaskRunID("run")),
      storage: storage, log: RunLog { [record] level, text in record.log.withLock { $0.append("\(level) \(text)") } },
      metrics: MetricRecorder { [record] metric in record.metrics.withLock { $0.append(metric) } },
      progress: ProgressReporter { _ in }, encryption: nil)
  }
}
