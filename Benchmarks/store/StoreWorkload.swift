import FlowModel
import FlowSQL
import FlowStore
import Glibc
import Pebble

/// A process that writes to a store: to measure it, or to be killed.
///
///     store-workload append PATH CALLERS SECONDS [BATCH]   prints one JSON object with the rate and latencies
///     store-workload endless PATH CALLERS                  prints one line for each acknowledged write until it is killed
@main
struct StoreWorkload {
  static func main() async throws {
    let arguments = CommandLine.arguments
    guard arguments.count >= 4, let callers = Int(arguments[3]), callers > 0 else {
      print("usage: store-workload append|endless PATH CALLERS [SECONDS [BATCH]]")
      exit(2)
    }
    switch arguments[1] {
    case "append":
      let seconds = arguments.count > 4 ? Int(arguments[4]) ?? 3 : 3
      let batch = arguments.count > 5 ? Int(arguments[5]) : nil
      try await measure(arguments[2], callers: callers, for: .seconds(seconds), batch: batch)
    default: try await writeForEver(arguments[2], callers: callers)
    }
  }

  /// Each caller appends two changes at a time to an execution of its own, as the engine does for a task.
  private static func measure(_ path: String, callers: Int, for duration: Duration, batch: Int?) async throws {
    let store = try await SQLStore.open(
      on: try await SQLiteDatabase.open(path, maximumBatch: batch ?? SQLiteDatabase.maximumBatch))
    let clock = ContinuousClock()
    let start = clock.now
    let sorted = try await withThrowingTaskGroup(of: [Duration].self) { group in
      for caller in 0..<callers {
        group.addTask {
          var writer = try await Writer(store.executions, id: "\(caller)-\(UInt64.random(in: 0 ... .max))")
          var own: [Duration] = []
          while clock.now - start < duration {
            let begin = clock.now
            try await writer.append()
            own.append(clock.now - begin)
          }
          return own
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }.sorted()
    }
    let elapsed = clock.now - start
    func milliseconds(_ part: Double) -> Double {
      guard !sorted.isEmpty else { return 0 }
      let place = min(sorted.count - 1, Int(Double(sorted.count) * part))
      return (sorted[place] / .microseconds(1)).rounded() / 1000
    }
    let result: ValueMap = [
      "callers": .int(callers), "batch": batch.map { .int($0) } ?? .null,
      "appendsPerSecond": .int(Int(Double(sorted.count) / (elapsed / .seconds(1)))),
      "p50": .double(milliseconds(0.5)), "p99": .double(milliseconds(0.99)),
    ]
    print(JSON.text(of: .map(result)))
    await store.close()
  }

  /// Writes until somebody kills the process. What is printed was acknowledged.
  private static func writeForEver(_ path: String, callers: Int) async throws {
    let store = try await SQLStore.open(.sqlite(path))
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<callers {
        group.addTask {
          while true {
            let id = String(UInt64.random(in: 0 ... .max), radix: 36)
            var writer = try await Writer(store.executions, id: id)
            say("execution \(id) 0")
            for _ in 0..<4 {
              try await writer.append()
              say("execution \(id) \(writer.revision)")
            }
            try await store.keyValues.set(
              KeyValue(
                namespace: "n", key: id, type: .string, value: .string(id), createdAt: Instant(seconds: 0),
                updatedAt: Instant(seconds: 0)), overwrites: false)
            say("key \(id)")
          }
        }
      }
      try await group.waitForAll()
    }
  }

  /// One write call for one line, so that a kill cannot cut it in two.
  private static func say(_ line: String) {
    var text = line + "\n"
    _ = text.withUTF8 { write(1, $0.baseAddress, $0.count) }
  }
}

/// One execution and its one writer.
struct Writer {
  private let repository: any ExecutionRepository
  private let claim: ExecutionClaim
  private(set) var revision = 0

  init(_ repository: any ExecutionRepository, id: String) async throws {
    let date = Instant(seconds: 1_700_000_000)
    let execution = Execution(
      id: ExecutionID(id), namespace: "company.team", flowID: "flow", flowRevision: 1, inputs: [:], createdAt: date)
    let flow = FlowSnapshot(namespace: "company.team", id: "flow", revision: 1, source: "id: flow\n")
    let claim = try await repository.create(execution, of: flow, claimedBy: RunnerID("w"), for: .seconds(60))
    guard let claim else { throw StoreError(.claimLost(execution.id)) }
    self.repository = repository
    self.claim = claim
  }

  mutating func append() async throws {
    let date = Instant(seconds: 1_700_000_000)
    let run = TaskRunID("2EAOjVhjYVJto3qBTX52md")
    revision = try await repository.append(
      [
        .taskOutputs(run, ["value": .string("an output of usual length"), "code": .int(200)]),
        .taskRunEntered(run, .success, at: date),
      ],
      to: claim, expecting: revision)
  }
}
