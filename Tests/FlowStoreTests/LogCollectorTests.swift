import FlowModel
import FlowStore
import Pebble
import Testing

@Suite("Log collector")
struct LogCollectorTests {
  private func record(_ message: String, level: LogLevel = .info, execution: String = "e") -> LogRecord {
    LogRecord(
      namespace: "n", flowID: "f", executionID: ExecutionID(execution), date: Instant(seconds: 0), level: level,
      message: message)
  }

  @Test("hands entries to the store in order; reading sees what was taken before")
  func order() async throws {
    let collector = LogCollector(InMemoryLogStore())
    for number in 0..<5000 { collector.record(record("\(number)")) }
    var query = LogQuery(executionID: ExecutionID("e"))
    query.limit = 5000
    #expect(try await collector.records(query).map(\.record.message) == (0..<5000).map(String.init))
  }

  @Test("a flood is cut with a mark; warnings after it are kept up to a reserve: F19")
  func flood() async throws {
    let collector = LogCollector(InMemoryLogStore(), bounds: LogLimiter.Bounds(entries: 3, bytes: 1000, reserve: 2))
    for number in 0..<10 { collector.record(record("\(number)")) }
    for number in 0..<5 { collector.record(record("w\(number)", level: .error)) }
    collector.record(record("other", execution: "o"))
    let found = try await collector.records(LogQuery()).map(\.record.message)
    #expect(found.count == 7)
    #expect(Array(found.prefix(3)) == ["0", "1", "2"])
    #expect(found[3].hasPrefix("The log is cut here"))
    #expect(Array(found.suffix(3)) == ["w0", "w1", "other"])
  }

  @Test("bytes are bounded as entries are")
  func bytes() {
    var limiter = LogLimiter(LogLimiter.Bounds(entries: 100, bytes: 10, reserve: 0))
    #expect(limiter.judge(level: .info, messageBytes: 10) == .keep)
    guard case .mark = limiter.judge(level: .info, messageBytes: 1) else {
      Issue.record("not cut")
      return
    }
    #expect(limiter.judge(level: .error, messageBytes: 1) == .drop)
  }

  @Test("followers get the entries of their execution")
  func follow() async {
    let collector = LogCollector(InMemoryLogStore())
    let stream = collector.follow(ExecutionID("e"))
    collector.record(record("a"))
    collector.record(record("b", execution: "o"))
    collector.record(record("c"))
    var seen: [String] = []
    for await record in stream {
      seen.append(record.message)
      if seen.count == 2 { break }
    }
    #expect(seen == ["a", "c"])
  }

  @Test("a store that fails loses entries, and the log says how many")
  func failingStore() async throws {
    let store = FailingLogStore()
    let collector = LogCollector(store)
    collector.record(record("lost"))
    await collector.flush()
    store.recover()
    collector.record(record("kept"))
    let found = try await collector.records(LogQuery()).map(\.record.message)
    #expect(found == ["kept", "1 entries before this one are lost: the store could not take them"])
  }
}
