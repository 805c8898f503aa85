import FlowEngine
import FlowModel
import Pebble
import Synchronization

/// A clock whose time passes only when somebody waits for it, and then at once.
final class SkippingClock: Sendable {
  private let date: Mutex<Instant>

  init(_ start: Instant = Instant(seconds: 1_700_000_000)) {
    date = Mutex(start)
  }

  var now: Instant { date.withLock { $0 } }

  func skip(to later: Instant) {
    date.withLock { $0 = max($0, later) }
  }

  var engineClock: EngineClock {
    EngineClock(now: { self.now }) { date in
      try Task.checkCancellation()
      self.skip(to: date)
    }
  }
}
