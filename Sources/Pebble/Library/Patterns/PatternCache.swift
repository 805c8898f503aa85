import Synchronization

/// Compiled patterns by their source, for the whole process. When it is full it starts anew: templates use few patterns.
final class PatternCache: Sendable {
  static let shared = PatternCache()
  /// Patterns kept at most.
  static let capacity = 256

  private let patterns = Mutex<[String: Pattern]>([:])

  func pattern(_ source: String) throws(PebbleError) -> Pattern {
    if let known = patterns.withLock({ $0[source] }) { return known }
    let pattern = try Pattern(source)
    patterns.withLock { patterns in
      if patterns.count >= PatternCache.capacity { patterns.removeAll(keepingCapacity: true) }
      patterns[source] = pattern
    }
    return pattern
  }
}
