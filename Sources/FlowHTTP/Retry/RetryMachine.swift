/// Decides after each sending whether another follows. A value without clock and effects: what it must know comes with
/// the events.
struct RetryMachine {
  /// The longest that a server's Retry-After is waited for. A server that asks for more is not asked again: coming
  /// earlier than it said would be rude, sleeping longer would look like a task that hangs.
  static let retryAfterLimit = Duration.seconds(300)

  enum Decision: Hashable {
    case stop
    /// The server wants a longer pause than ``retryAfterLimit`` or `maxDuration` leaves.
    case stopAsked(pause: Duration)
    case retry(after: Duration)
  }

  private let schedule: RetrySchedule
  private(set) var attempts = 0

  init(_ schedule: RetrySchedule) {
    self.schedule = schedule
  }

  mutating func sending() {
    attempts += 1
  }

  /// - Parameters:
  ///   - elapsed: since the first sending began.
  ///   - retryAfter: what the answer asked for.
  ///   - random: 0 up to 1.
  func afterFailure(isRetryable: Bool, elapsed: Duration, retryAfter: Duration?, random: Double) -> Decision {
    guard isRetryable, attempts < schedule.maxAttempts else { return .stop }
    let own = schedule.delay(afterAttempts: attempts, random: random)
    let pause = max(own, retryAfter ?? .zero)
    let isTooLate = schedule.maxDuration.map { elapsed + pause > $0 } ?? false
    if let retryAfter, retryAfter > Self.retryAfterLimit || (isTooLate && retryAfter > own) {
      return .stopAsked(pause: retryAfter)
    }
    return isTooLate ? .stop : .retry(after: pause)
  }
}
