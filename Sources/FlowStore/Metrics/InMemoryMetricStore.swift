import Synchronization

/// Metrics that live as long as the process.
public final class InMemoryMetricStore: MetricStore {
  /// The most records; the oldest go first.
  public let capacity: Int
  private let stored = Mutex<[MetricRecord]>([])

  public init(capacity: Int = 100_000) {
    self.capacity = max(1, capacity)
  }

  public func append(_ records: [MetricRecord]) async throws(StoreError) {
    stored.withLock { stored in
      stored += records
      // Down to three quarters at once, so that not every record moves all others.
      if stored.count > capacity { stored.removeFirst(stored.count - capacity / 4 * 3) }
    }
  }

  public func records(_ query: MetricQuery) async throws(StoreError) -> MetricPage {
    stored.withLock { stored in
      let found = stored.filter(query.matches)
      return MetricPage(
        records: Array(found.dropFirst(max(0, query.offset)).prefix(query.usedLimit)), total: found.count)
    }
  }

  @discardableResult public func delete(_ query: MetricQuery) async throws(StoreError) -> Int {
    stored.withLock { stored in
      let before = stored.count
      stored.removeAll(where: query.matches)
      return before - stored.count
    }
  }
}
