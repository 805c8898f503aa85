import FlowModel
import FlowSQL
import FlowStore
import Pebble
import Synchronization

/// The stores that keep the same rules. A new database is one more case here, and nothing else.
enum Backend: CaseIterable {
  case memory, sqlite
}

/// A clock that stands until it is moved.
final class TestClock: Sendable {
  private let date = Mutex(Instant(seconds: 1_700_000_000, nanoseconds: 123_456_789))

  var now: Instant { date.withLock { $0 } }

  func advance(by duration: Duration) {
    date.withLock { $0 = $0.adding(duration) }
  }
}

/// All repositories of one backend, with whatever they live in.
struct StoreFixture {
  let executions: any ExecutionRepository
  let flows: any FlowRepository
  let logs: any LogStore
  let metrics: any MetricStore
  let keyValues: any KeyValueStore
  let clock = TestClock()
  private let folder: DatabaseFolder?

  static let key = [UInt8](repeating: 7, count: 32)

  init(_ backend: Backend) async throws {
    let now: @Sendable () -> Instant = { [clock] in clock.now }
    switch backend {
    case .memory:
      executions = InMemoryExecutionRepository(now: now)
      flows = InMemoryFlowRepository(now: now)
      logs = InMemoryLogStore()
      metrics = InMemoryMetricStore()
      keyValues = InMemoryKeyValueStore(now: now)
      folder = nil
    case .sqlite:
      let folder = DatabaseFolder()
      let store = try await SQLStore.open(.sqlite(folder.path + "/store.db"), key: StoreFixture.key, now: now)
      executions = store.executions
      flows = store.flows
      logs = store.logs
      metrics = store.metrics
      keyValues = store.keyValues
      self.folder = folder
    }
  }
}
