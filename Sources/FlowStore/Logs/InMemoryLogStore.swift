import Synchronization

/// Logs that live as long as the process.
public final class InMemoryLogStore: LogStore {
  private struct State {
    var records: [StoredLogRecord] = []
    var lastCursor = 0
    var bytes = 0
  }

  /// The most bytes that all records together may take; the oldest go first.
  public let capacity: Int
  private let state = Mutex(State())

  /// - Parameter capacity: in bytes; 256 MiB unless said otherwise.
  public init(capacity: Int = 256 << 20) {
    self.capacity = capacity
  }

  public func append(_ records: [LogRecord]) async throws(StoreError) {
    state.withLock { state in
      for record in records {
        state.lastCursor += 1
        state.records.append(StoredLogRecord(cursor: state.lastCursor, record: record))
        state.bytes += record.size
      }
      guard state.bytes > capacity else { return }
      // Down to three quarters at once, so that not every record moves all others.
      var gone = 0
      while state.bytes > capacity / 4 * 3, gone < state.records.count {
        state.bytes -= state.records[gone].record.size
        gone += 1
      }
      state.records.removeFirst(gone)
    }
  }

  public func records(_ query: LogQuery) async throws(StoreError) -> [StoredLogRecord] {
    state.withLock { state in
      if query.isNewestFirst {
        Array(
          state.records.lazy.reversed().filter { stored in
            (query.after.map { stored.cursor < $0 } ?? true) && query.matches(stored.record)
          }.prefix(query.usedLimit))
      } else {
        Array(
          state.records.lazy.filter { stored in
            (query.after.map { stored.cursor > $0 } ?? true) && query.matches(stored.record)
          }.prefix(query.usedLimit))
      }
    }
  }

  public func count(_ query: LogQuery) async throws(StoreError) -> Int {
    state.withLock { state in state.records.count { query.matches($0.record) } }
  }

  @discardableResult public func delete(_ query: LogQuery) async throws(StoreError) -> Int {
    state.withLock { state in
      let before = state.records.count
      state.records.removeAll { query.matches($0.record) }
      state.bytes = state.records.reduce(0) { $0 + $1.record.size }
      return before - state.records.count
    }
  }
}
