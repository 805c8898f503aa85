import Glibc
import Pebble

/// The clock and the dice of repetitions, so that a test needs neither.
public struct Pacing: Sendable {
  public var now: @Sendable () -> Instant
  /// Throws when the Swift task is cancelled.
  public var sleep: @Sendable (Duration) async throws -> Void
  /// 0 up to 1.
  public var random: @Sendable () -> Double

  public init(
    now: @escaping @Sendable () -> Instant, sleep: @escaping @Sendable (Duration) async throws -> Void,
    random: @escaping @Sendable () -> Double
  ) {
    self.now = now
    self.sleep = sleep
    self.random = random
  }

  public static let system = Pacing(
    now: {
      var time = timespec()
      clock_gettime(CLOCK_REALTIME, &time)
      return Instant(seconds: Int64(time.tv_sec), nanoseconds: Int32(clamping: time.tv_nsec))
    },
    sleep: { try await ContinuousClock().sleep(for: $0) },
    random: { Double.random(in: 0..<1) })
}
