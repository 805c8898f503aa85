import FlowStore
import Synchronization

/// A store on a full disk, until somebody makes room.
final class FailingLogStore: LogStore {
  private let inner = InMemoryLogStore()
  private let isFull = Mutex(true)

  func recover() {
    isFull.withLock { $0 = false }
  }

  func append(_ records: [LogRecord]) async throws(StoreError) {
    guard !isFull.withLock({ $0 }) else { throw StoreError(.noSpace) }
    try await inner.append(records)
  }

  func records(_ query: LogQuery) async throws(StoreError) -> [StoredLogRecord] { try await inner.records(query) }
  func count(_ query: LogQuery) async throws(StoreError) -> Int { try await inner.count(query) }
  func delete(_ query: LogQuery) async throws(StoreError) -> Int { try await inner.delete(query) }
}
