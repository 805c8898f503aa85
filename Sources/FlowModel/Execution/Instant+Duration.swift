import Pebble

extension Instant {
  /// The latest point that dates are computed to: the year 9999.
  private static let latest = Instant(seconds: 253_402_300_799)

  /// The point this much later; never past the year 9999.
  public func adding(_ duration: Duration) -> Instant {
    let (seconds, attoseconds) = duration.components
    let (sum, overflow) = self.seconds.addingReportingOverflow(seconds)
    guard !overflow else { return seconds > 0 ? .latest : Instant(seconds: 0) }
    var whole = sum
    var nanoseconds = Int64(self.nanoseconds) + attoseconds / 1_000_000_000
    if nanoseconds >= 1_000_000_000 {
      nanoseconds -= 1_000_000_000
      whole = whole == .max ? whole : whole + 1
    } else if nanoseconds < 0 {
      nanoseconds += 1_000_000_000
      whole = whole == .min ? whole : whole - 1
    }
    return min(Instant(seconds: whole, nanoseconds: Int32(truncatingIfNeeded: nanoseconds)), .latest)
  }

  /// The time from here to a later point; zero when that one is earlier.
  public func distance(to later: Instant) -> Duration {
    guard later > self else { return .zero }
    let (seconds, overflow) = later.seconds.subtractingReportingOverflow(self.seconds)
    return overflow ? .zero : .seconds(seconds) + .nanoseconds(Int64(later.nanoseconds) - Int64(nanoseconds))
  }
}
