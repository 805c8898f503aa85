/// When and how often a failed attempt is tried again.
public struct RetryPolicy: Hashable, Sendable {
  public enum Interval: Hashable, Sendable {
    case constant(Duration)
    /// Grows by `factor` from retry to retry, up to `longest`.
    case exponential(first: Duration, longest: Duration, factor: Double)
    /// Any time in between, all equally likely.
    case random(shortest: Duration, longest: Duration)
  }

  public enum Behavior: String, Hashable, Sendable, CaseIterable {
    case retryFailedTask = "RETRY_FAILED_TASK"
    /// The execution ends RETRIED and a new one begins with the same inputs.
    case createNewExecution = "CREATE_NEW_EXECUTION"
  }

  public let interval: Interval
  /// The first attempt counts. `nil` for no limit.
  public let maxAttempts: Int?
  /// From the start of the first attempt to the start of the last one. `nil` for no limit.
  public let maxDuration: Duration?
  /// Whether a success after a retry is a warning.
  public let warningOnRetry: Bool
  public let behavior: Behavior

  public init(
    _ interval: Interval, maxAttempts: Int? = nil, maxDuration: Duration? = nil, warningOnRetry: Bool = false,
    behavior: Behavior = .retryFailedTask
  ) {
    self.interval = interval
    self.maxAttempts = maxAttempts
    self.maxDuration = maxDuration
    self.warningOnRetry = warningOnRetry
    self.behavior = behavior
  }

  /// How long to wait after so many attempts.
  /// - Parameter random: 0 up to 1, for a random interval.
  public func delay(afterAttempts count: Int, random: Double) -> Duration {
    switch interval {
    case .constant(let interval): return interval
    case .exponential(let first, let longest, let factor):
      var delay = first
      // The bound keeps a factor below 1 from running long; with one above, `longest` ends it much sooner.
      for _ in 1..<max(2, min(count, 1000)) where count > 1 {
        guard delay < longest else { break }
        delay = delay * factor
      }
      return min(delay, longest)
    case .random(let shortest, let longest):
      guard longest > shortest else { return shortest }
      return shortest + (longest - shortest) * min(max(random, 0), 1)
    }
  }
}
