import FlowModel
import FlowStore
import FlowTasks
import Pebble
import Synchronization

@testable import FlowHTTP

/// Runs one Request task as the engine would, and keeps what it wrote.
struct TaskRunner {
  final class Record: Sendable {
    let log = Mutex<[(level: LogLevel, text: String)]>([])
    let metrics = Mutex<[Metric]>([])
    /// The pauses that were asked for; none is slept.
    let pauses = Mutex<[Duration]>([])
  }

  static let transport = CurlTransport()

  let record = Record()
  let storage = InMemoryFileStorage()
  var encryption: EncryptionKey?
  var transport: any HTTPTransport = TaskRunner.transport

  /// 2026-01-01T00:00:00Z, where the clock stands still.
  static let now = Instant(seconds: 1_767_225_600)

  var pacing: Pacing {
    Pacing(
      now: { Self.now }, sleep: { [record] pause in record.pauses.withLock { $0.append(pause) } }, random: { 0.5 })
  }

  var context: RunContext {
    RunContext(
      identity: RunIdentity(
        namespace: "company.team", flowID: "flow", executionID: ExecutionID("execution"), taskID: "task",
        taskRunID: TaskRunID("run")),
      storage: storage,
      log: RunLog { [record] level, text in record.log.withLock { $0.append((level, text.masked)) } },
      metrics: MetricRecorder { [record] metric in record.metrics.withLock { $0.append(metric) } },
      progress: ProgressReporter { _ in },
      encryption: encryption)
  }

  func request(_ properties: ValueMap) async throws -> ValueMap {
    try await RequestTask(RenderedProperties(properties), transport: transport, pacing: pacing).run(in: context).values
  }

  func download(_ properties: ValueMap) async throws -> ValueMap {
    try await DownloadTask(RenderedProperties(properties), transport: transport, pacing: pacing).run(in: context).values
  }

  /// The text of a stored file.
  func contents(of uri: Value?) throws -> String {
    guard case .string(let text)? = uri else { throw StorageError(.invalidURI("none")) }
    return String(decoding: try storage.contents(of: StorageURI(text), limit: 1 << 20), as: UTF8.self)
  }

  /// What a failing task threw, with its outputs.
  func failing(_ work: () async throws -> ValueMap) async -> TaskFailure? {
    do {
      _ = try await work()
      return nil
    } catch {
      return error as? TaskFailure
    }
  }

  /// The failure's text; `nil` when the task succeeded.
  func failure(_ properties: ValueMap) async -> String? {
    do {
      _ = try await request(properties)
      return nil
    } catch {
      return "\(error)"
    }
  }

  var pauses: [Duration] { record.pauses.withLock { $0 } }

  var warnings: [String] { record.log.withLock { $0.filter { $0.level == .warn }.map(\.text) } }
}
