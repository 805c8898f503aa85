/// How often to send, and how long to wait in between.
struct RetrySchedule: Hashable {
  enum Pause: Hashable {
    case constant(Duration)
    case exponential(first: Duration, longest: Duration, factor: Double)
    case random(shortest: Duration, longest: Duration)
  }

  /// The request is sent once.
  static let once = RetrySchedule(.constant(.zero), maxAttempts: 1, maxDuration: nil)

  let pause: Pause
  /// The first sending counts.
  let maxAttempts: Int
  /// From the first sending to the beginning of the last.
  let maxDuration: Duration?

  init(_ pause: Pause, maxAttempts: Int, maxDuration: Duration?) {
    self.pause = pause
    self.maxAttempts = maxAttempts
    self.maxDuration = maxDuration
  }

  /// The pause after so many sendings.
  /// - Parameter random: 0 up to 1.
  func delay(afterAttempts count: Int, random: Double) -> Duration {
    switch pause {
    case .constant(let interval): return interval
    case .exponential(let first, let longest, let factor):
      var delay = min(first, longest)
      for _ in 1..<max(2, min(count, RetryOptions.mostAttempts)) where count > 1 && delay < longest {
        delay = min(delay * factor, longest)
      }
      return delay
    case .random(let shortest, let longest): return shortest + (longest - shortest) * min(max(random, 0), 1)
    }
  }
}
