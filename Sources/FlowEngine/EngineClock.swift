import FlowModel
import Pebble

/// Tells the time and waits for it.
public struct EngineClock: Sendable {
  public let now: @Sendable () -> Instant
  /// Returns when the time has come, at once when it is past; throws when the Swift task is cancelled.
  public let sleep: @Sendable (_ until: Instant) async throws -> Void

  public init(
    now: @escaping @Sendable () -> Instant, sleep: @escaping @Sendable (_ until: Instant) async throws -> Void
  ) {
    self.now = now
    self.sleep = sleep
  }

  /// The operating system's clock. It is looked at again and again, so that a clock that is set is noticed within a minute.
  public static let system = EngineClock(now: Instant.systemClock) { date in
    while true {
      let rest = Instant.systemClock().distance(to: date)
      guard rest > .zero else { return }
      try await ContinuousClock().sleep(for: min(rest, .seconds(60)))
    }
  }
}
