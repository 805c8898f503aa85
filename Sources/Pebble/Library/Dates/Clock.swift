import Glibc

extension Instant {
  /// The operating system's clock.
  public static let systemClock: @Sendable () -> Instant = {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Instant(seconds: Int64(time.tv_sec), nanoseconds: Int32(truncatingIfNeeded: time.tv_nsec))
  }
}

/// A date that a template names, as a point in time.
enum DateReader {
  /// - Parameters:
  ///   - format: what text is to look like; without one, ISO 8601 with or without a zone and a time.
  ///   - zone: where the clocks of a text without a zone stand; the result is in it.
  static func date(_ value: Value, format: DatePattern?, in zone: Zone) throws(PebbleError) -> ZonedDate {
    switch value {
    case .instant(let instant):
      return try ZonedDate(time: Int(instant.seconds), nano: Int(instant.nanoseconds), in: zone)
    case .int(let number): return try date(number, in: zone)
    case .string(let text):
      if let format { return try format.parse(text).date(in: zone) }
      for elements in [DatePattern.zonedDateTime, DatePattern.dateTime] {
        if let parsed = try? DatePattern(elements).parse(text) { return try parsed.date(in: zone) }
      }
      return try DatePattern(DatePattern.date).parse(text).date(in: zone)
    default: throw .failed("A date is text, a number or a date, but this is a \(value.kindName).")
    }
  }

  /// A number since 1970: its size tells seconds, milliseconds, microseconds and nanoseconds apart.
  private static func date(_ number: Int, in zone: Zone) throws(PebbleError) -> ZonedDate {
    let perSecond: Int
    switch number.magnitude {
    case 0..<100_000_000_000: perSecond = 1
    case 0..<100_000_000_000_000: perSecond = 1000
    case 0..<100_000_000_000_000_000: perSecond = 1_000_000
    default: perSecond = 1_000_000_000
    }
    let seconds = Int(Int64(number).flooredQuotient(by: Int64(perSecond)))
    return try ZonedDate(time: seconds, nano: (number &- seconds &* perSecond) * (1_000_000_000 / perSecond), in: zone)
  }
}
