import FlowHTTP
import FlowModel
import FlowStore
import FlowTasks
import Glibc
import Pebble

/// Runs the HTTP tasks without an engine around them, and prints what that cost.
///
///     http-benchmark get URI COUNT CONCURRENCY
///     http-benchmark fill FOLDER MEBIBYTES
///     http-benchmark download URI FOLDER
///     http-benchmark upload URI FOLDER
@main
struct HTTPBenchmark {
  static func main() async {
    let arguments = Array(CommandLine.arguments.dropFirst())
    do {
      switch (arguments.first, arguments.count) {
      case ("get", 4): try await get(arguments[1], count: number(arguments[2]), concurrency: number(arguments[3]))
      case ("fill", 3): try fill(LocalFileStorage(root: arguments[1]), mebibytes: number(arguments[2]))
      case ("download", 3): try await download(arguments[1], to: LocalFileStorage(root: arguments[2]))
      case ("upload", 3): try await upload(arguments[1], from: LocalFileStorage(root: arguments[2]))
      default: throw Failure(description: "usage: http-benchmark get|fill|download|upload …")
      }
    } catch {
      print("failed: \(error)")
      exit(1)
    }
  }

  private struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  private static func number(_ text: String) throws -> Int {
    guard let number = Int(text), number > 0 else { throw Failure(description: "'\(text)' is no number") }
    return number
  }

  private static func context(_ storage: any FileStorage) -> RunContext {
    RunContext(
      identity: RunIdentity(
        namespace: "benchmark", flowID: "flow", executionID: ExecutionID("execution"), taskID: "task",
        taskRunID: TaskRunID("run")),
      storage: storage, log: RunLog { _, _ in }, metrics: MetricRecorder { _ in }, progress: ProgressReporter { _ in },
      encryption: nil)
  }

  /// So many requests, each by a task of its own, so many of them at once.
  private static func get(_ uri: String, count: Int, concurrency: Int) async throws {
    let transport = CurlTransport()
    let context = context(InMemoryFileStorage())
    let properties = RenderedProperties(["uri": .string(uri)])
    @Sendable func request() async throws {
      _ = try await RequestTask(properties, transport: transport).run(in: context)
    }
    try await request()
    try await measured {
      try await withThrowingTaskGroup(of: Void.self) { group in
        for index in 0..<concurrency {
          let share = count / concurrency + (index < count % concurrency ? 1 : 0)
          group.addTask { for _ in 0..<share { try await request() } }
        }
        try await group.waitForAll()
      }
    }
  }

  private static func fill(_ storage: LocalFileStorage, mebibytes: Int) throws {
    let writer = try storage.create(StorageURI("kestra:///file"))
    let chunk = [UInt8](repeating: 120, count: 1 << 20)
    for _ in 0..<mebibytes { try writer.write(contentsOf: chunk) }
    _ = try writer.commit()
  }

  private static func download(_ uri: String, to storage: LocalFileStorage) async throws {
    let task = try DownloadTask(RenderedProperties(["uri": .string(uri)]), transport: CurlTransport())
    try await measured { _ = try await task.run(in: context(storage)) }
  }

  private static func upload(_ uri: String, from storage: LocalFileStorage) async throws {
    let properties = RenderedProperties([
      "uri": .string(uri), "method": .string("POST"), "contentType": .string("multipart/form-data"),
      "formData": .map(["file": .string("kestra:///file")]),
    ])
    let task = try RequestTask(properties, transport: CurlTransport())
    try await measured { _ = try await task.run(in: context(storage)) }
  }

  /// Prints seconds of the wall and of the processor, and the most memory that was resident, in KiB.
  private static func measured(_ work: () async throws -> Void) async throws {
    let before = processorTime()
    let wall = try await ContinuousClock().measure { try await work() }
    let processor = processorTime() - before
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    print("wall=\(seconds(wall)) cpu=\(seconds(processor)) rss=\(usage.ru_maxrss)")
  }

  private static func processorTime() -> Duration {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return [usage.ru_utime, usage.ru_stime].reduce(.zero) {
      $0 + .seconds($1.tv_sec) + .microseconds($1.tv_usec)
    }
  }

  private static func seconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds / 1_000_000_000_000) / 1_000_000
  }
}
