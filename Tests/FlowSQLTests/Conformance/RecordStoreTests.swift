import FlowModel
import FlowStore
import Pebble
import Testing

enum LogFixture {
  static let date = Instant(seconds: 1000)

  static func record(
    _ message: String, execution: String = "e", task: String? = nil, level: LogLevel = .info, at seconds: Int64 = 1000
  ) -> LogRecord {
    LogRecord(
      namespace: "a.b", flowID: "f", executionID: ExecutionID(execution), taskID: task,
      taskRunID: task.map { TaskRunID($0 + "-run") }, attempt: task == nil ? nil : 0, date: Instant(seconds: seconds),
      level: level, message: message)
  }
}

@Suite("Log store")
struct LogStoreTests {
  @Test("gives records back in order, whatever their text", arguments: Backend.allCases)
  func roundTrip(_ backend: Backend) async throws {
    let fixture = try await StoreFixture(backend)
    defer { withExtendedLifetime(fixture) {} }
    let logs = fixture.logs
    let records = ["a", "", "é☃😀\n\t\u{1B}[1m", "x\u{0}y"].map { LogFixture.record($0, task: "t") }
    try await logs.append(records)
    try await logs.append([])
    let found = try await logs.records(LogQuery(executionID: ExecutionID("e")))
    #expect(found.map(\.record) == records)
    #expect(found.last?.record.message == "x␀y")
  }

  @Test("filters by task, level, time and text", arguments: Backend.allCases)
  func filters(_ backend: Backend) async throws {
    let fixture = try await StoreFixture(backend)
    defer { withExtendedLifetime(fixture) {} }
    let logs = fixture.logs
    try await logs.append([
      LogFixture.record("one Ä", task: "t", level: .debug, at: 1),
      LogFixture.record("TWO", task: "u", level: .warn, at: 2),
      LogFixture.record("three", level: .error, at: 3), LogFixture.record("other", execution: "o", at: 4),
    ])
    func found(_ change: (inout LogQuery) -> Void) async throws -> [String] {
      var query = LogQuery(executionID: ExecutionID("e"))
      change(&query)
      #expect(try await logs.count(query) == (try await logs.records(query).count))
      return try await logs.records(query).map(\.record.message)
    }
    #expect(try await found { $0.taskIDs = ["t", "u"] } == ["one Ä", "TWO"])
    #expect(try await found { $0.restrict(to: .warn) } == ["TWO", "three"])
    #expect(try await found { $0.taskRunID = TaskRunID("u-run") } == ["TWO"])
    #expect(try await found { $0.attempt = 0 } == ["one Ä", "TWO"])
    #expect(try await found { $0.from = Instant(seconds: 2) } == ["TWO", "three"])
    #expect(try await found { $0.before = Instant(seconds: 2) } == ["one Ä"])
    #expect(try await found { $0.text = "tw" } == ["TWO"])
    #expect(try await found { $0.text = "Ä" } == ["one Ä"])
    #expect(try await found { $0.namespace = "a" } == ["one Ä", "TWO", "three"])
    #expect(try await found { $0.namespace = "a.bc" } == [])
    #expect(try await found { $0.isNewestFirst = true } == ["three", "TWO", "one Ä"])
  }

  @Test("goes on after a cursor, in both directions", arguments: Backend.allCases)
  func pages(_ backend: Backend) async throws {
    let fixture = try await StoreFixture(backend)
    defer { withExtendedLifetime(fixture) {} }
    let logs = fixture.logs
    try await logs.append((1...5).map { LogFixture.record("\($0)") })
    var query = LogQuery(executionID: ExecutionID("e"))
    query.limit = 2
    var seen: [String] = []
    while true {
      let page = try await logs.records(query)
      guard let last = page.last else { break }
      seen += page.map(\.record.message)
      query.after = last.cursor
    }
    #expect(seen == ["1", "2", "3", "4", "5"])
    query.isNewestFirst = true
    #expect(try await logs.records(query).map(\.record.message) == ["4", "3"])
  }

  @Test("removes what a query is about", arguments: Backend.allCases)
  func deletes(_ backend: Backend) async throws {
    let fixture = try await StoreFixture(backend)
    defer { withExtendedLifetime(fixture) {} }
    let logs = fixture.logs
    try await logs.append((1...5).map { LogFixture.record("\($0)", level: $0 == 3 ? .error : .info, at: Int64($0)) })
    var query = LogQuery()
    query.before = Instant(seconds: 5)
    query.levels = [.info]
    query.limit = 1
    #expect(try await logs.delete(query) == 3)
    #expect(try await logs.records(LogQuery()).map(\.record.message) == ["3", "5"])
  }

  @Test("cuts a long message at the end of a character and says so")
  func cuts() {
    let record = LogFixture.record("x" + String(repeating: "é", count: LogRecord.maximumMessageBytes))
    #expect(record.message.hasSuffix("é… (32769 bytes, cut here)"))
    #expect(record.message.utf8.count < LogRecord.maximumMessageBytes + 40)
  }
}

@Suite("Metric store")
struct MetricStoreTests {
  @Test("keeps, pages and removes metrics", arguments: Backend.allCases)
  func all(_ backend: Backend) async throws {
    let fixture = try await StoreFixture(backend)
    defer { withExtendedLifetime(fixture) {} }
    let metrics = fixture.metrics
    let records = (1...5).map { number in
      MetricRecord(
        namespace: "n", flowID: "f", executionID: ExecutionID(number < 5 ? "e" : "o"), taskID: "t\(number % 2)",
        taskRunID: TaskRunID("r"), kind: .timer, name: "duration", value: Double(number) / 3,
        tags: ["status": "200", "é": ""], date: Instant(seconds: Int64(number)))
    }
    try await metrics.append(records)
    var query = MetricQuery()
    query.executionID = ExecutionID("e")
    query.limit = 2
    query.offset = 1
    let page = try await metrics.records(query)
    #expect(page.records == Array(records[1...2]))
    #expect(page.total == 4)
    query.taskID = "t1"
    #expect(try await metrics.records(query).total == 2)
    #expect(try await metrics.delete(query) == 2)
    #expect(try await metrics.records(MetricQuery()).total == 3)
  }
}
