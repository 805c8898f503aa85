import Synchronization

/// Counts the requests of each operation, and how long they took.
final class RequestMeter: Sendable {
  /// The upper bounds of the histogram, in seconds.
  static let bounds = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10]

  struct Series: Hashable, Sendable {
    let route: String
    let status: Int
  }

  struct Histogram: Sendable {
    /// As many as ``bounds``, each with those below it.
    var buckets = [Int](repeating: 0, count: RequestMeter.bounds.count)
    var count = 0
    var sum = 0.0
  }

  private let series = Mutex<[Series: Histogram]>([:])

  func note(route: String, status: Int, duration: Duration) {
    let (seconds, attoseconds) = duration.components
    let time = Double(seconds) + Double(attoseconds) / 1e18
    series.withLock { series in
      var histogram = series[Series(route: route, status: status)] ?? Histogram()
      for (index, bound) in Self.bounds.enumerated() where time <= bound { histogram.buckets[index] &+= 1 }
      histogram.count &+= 1
      histogram.sum += time
      series[Series(route: route, status: status)] = histogram
    }
  }

  var all: [(Series, Histogram)] {
    series.withLock { $0 }.sorted { ($0.key.route, $0.key.status) < ($1.key.route, $1.key.status) }
      .map { ($0.key, $0.value) }
  }
}
