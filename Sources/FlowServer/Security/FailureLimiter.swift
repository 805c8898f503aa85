import Synchronization

/// Slows down who guesses passwords: after ``allowed`` failures within ``window`` an address is refused unseen.
final class FailureLimiter: Sendable {
  static let allowed = 10
  static let window = Duration.seconds(60)
  /// Addresses that are remembered; past that, all are forgotten.
  static let maximumAddresses = 10_000

  private struct Entry {
    var failures: Int
    var start: ContinuousClock.Instant
  }

  private let entries = Mutex<[String: Entry]>([:])

  /// Throws 429 when the address has failed too often.
  func check(_ address: String) throws(APIError) {
    let wait = entries.withLock { entries -> Duration? in
      guard let entry = entries[address] else { return nil }
      let left = Self.window - (ContinuousClock().now - entry.start)
      guard left > .zero else {
        entries[address] = nil
        return nil
      }
      return entry.failures >= Self.allowed ? left : nil
    }
    guard let wait else { return }
    throw APIError(
      .tooManyRequests(retryAfter: Int(clamping: wait.components.seconds) + 1), "too many failed attempts to log in")
  }

  func noteFailure(of address: String) {
    entries.withLock { entries in
      if entries.count >= Self.maximumAddresses && entries[address] == nil { entries.removeAll() }
      var entry = entries[address] ?? Entry(failures: 0, start: ContinuousClock().now)
      entry.failures = min(entry.failures + 1, Self.allowed)
      entries[address] = entry
    }
  }

  func forget(_ address: String) {
    entries.withLock { $0[address] = nil }
  }
}
