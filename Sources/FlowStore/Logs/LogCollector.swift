import FlowModel
import Pebble
import Synchronization

/// Takes log entries without making their writers wait, bounds them, and hands them to a store in batches and to followers at once.
///
/// What waits is bounded too: when the store is slower than the writers, entries are dropped and the next that is kept is
/// followed by a mark that says how many.
public final class LogCollector: LogStore {
  /// Entries that may wait for the store.
  public static let maximumWaiting = 20_000
  /// Executions whose bounds are counted at a time; the one that wrote first is forgotten first.
  public static let maximumExecutions = 10_000
  private static let batch = 1000

  private struct State {
    var waiting: [LogRecord] = []
    var dropped = 0
    var isWriting = false
    var limiters: [ExecutionID: LogLimiter] = [:]
    var order: [ExecutionID] = []
    var followers: [Int: Follower] = [:]
    var lastFollower = 0
    var idle: [CheckedContinuation<Void, Never>] = []
  }

  private struct Follower {
    let executionID: ExecutionID
    let continuation: AsyncStream<LogRecord>.Continuation
  }

  private let store: any LogStore
  private let bounds: LogLimiter.Bounds
  private let state = Mutex(State())

  public init(_ store: any LogStore, bounds: LogLimiter.Bounds = LogLimiter.Bounds()) {
    self.store = store
    self.bounds = bounds
  }

  /// Takes one entry. Never waits.
  public func record(_ record: LogRecord) {
    let startsWriting = state.withLock { state in
      guard let kept = judged(record, &state) else { return false }
      for follower in state.followers.values where follower.executionID == kept.executionID {
        follower.continuation.yield(kept)
      }
      guard state.waiting.count < LogCollector.maximumWaiting else {
        state.dropped += 1
        return false
      }
      state.waiting.append(kept)
      if state.dropped > 0 {
        state.waiting.append(
          kept.replaced(by: "\(state.dropped) entries before this one are lost: the store could not take them"))
        state.dropped = 0
      }
      defer { state.isWriting = true }
      return !state.isWriting
    }
    if startsWriting { Task { await write() } }
  }

  /// Waits until what was taken so far is with the store, or was refused by it.
  public func flush() async {
    await withCheckedContinuation { continuation in
      let isIdle = state.withLock { state in
        if state.isWriting { state.idle.append(continuation) }
        return !state.isWriting
      }
      if isIdle { continuation.resume() }
    }
  }

  /// The entries of an execution from now on. A follower that does not keep up misses the oldest of more than 1000 that wait.
  public func follow(_ id: ExecutionID) -> AsyncStream<LogRecord> {
    let (stream, continuation) = AsyncStream.makeStream(of: LogRecord.self, bufferingPolicy: .bufferingNewest(1000))
    let number = state.withLock { state in
      state.lastFollower += 1
      state.followers[state.lastFollower] = Follower(executionID: id, continuation: continuation)
      return state.lastFollower
    }
    continuation.onTermination = { [weak self] _ in
      self?.state.withLock { state in state.followers[number] = nil }
    }
    return stream
  }

  // MARK: - The store behind it; reading sees what was taken before

  public func append(_ records: [LogRecord]) async throws(StoreError) {
    try await store.append(records)
  }

  public func records(_ query: LogQuery) async throws(StoreError) -> [StoredLogRecord] {
    await flush()
    return try await store.records(query)
  }

  public func count(_ query: LogQuery) async throws(StoreError) -> Int {
    await flush()
    return try await store.count(query)
  }

  @discardableResult public func delete(_ query: LogQuery) async throws(StoreError) -> Int {
    await flush()
    return try await store.delete(query)
  }

  // MARK: - Parts

  private func judged(_ record: LogRecord, _ state: inout State) -> LogRecord? {
    let id = record.executionID
    if state.limiters[id] == nil {
      state.limiters[id] = LogLimiter(bounds)
      state.order.append(id)
      if state.order.count > LogCollector.maximumExecutions { state.limiters[state.order.removeFirst()] = nil }
    }
    return switch state.limiters[id]?.judge(level: record.level, messageBytes: record.message.utf8.count) {
    case .keep?: record
    case .mark(let text)?: record.replaced(by: text)
    case .drop?, nil: nil
    }
  }

  private func write() async {
    while true {
      let batch = state.withLock { state in
        let batch = Array(state.waiting.prefix(LogCollector.batch))
        state.waiting.removeFirst(batch.count)
        if batch.isEmpty { state.isWriting = false }
        return batch
      }
      if batch.isEmpty { break }
      do {
        try await store.append(batch)
      } catch {
        // A log that cannot be kept does not end the execution: what is lost is counted, and said when there is room again.
        state.withLock { $0.dropped += batch.count }
      }
    }
    let idle = state.withLock { state in
      defer { state.idle = [] }
      return state.idle
    }
    for continuation in idle { continuation.resume() }
  }
}

extension LogRecord {
  /// A mark of the store's own at the same place of the log.
  fileprivate func replaced(by message: String) -> LogRecord {
    LogRecord(
      namespace: namespace, flowID: flowID, executionID: executionID, taskID: taskID, taskRunID: taskRunID,
      attempt: attempt, date: date, level: .warn, message: message)
  }
}
