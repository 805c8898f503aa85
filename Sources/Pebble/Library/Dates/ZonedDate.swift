/// A point in time as the clocks of a zone show it.
struct ZonedDate {
  /// Seconds since 1970 in UTC.
  let time: Int
  let nano: Int
  let zone: Zone
  let offset: Int
  /// What the clocks show.
  let clock: LocalDateTime

  /// The times that Java's dates can have, in seconds.
  static let times = -31_557_014_167_219_200...31_556_889_864_403_199

  init(time: Int, nano: Int, in zone: Zone) throws(PebbleError) {
    guard ZonedDate.times.contains(time) else { throw LocalDateTime.outOfRange }
    (self.time, self.nano, self.zone) = (time, nano, zone)
    offset = zone.offset(at: time)
    clock = LocalDateTime(clockSeconds: time + offset, nano: nano)
  }

  init(clock: LocalDateTime, in zone: Zone) throws(PebbleError) {
    guard ZonedDate.times.contains(clock.clockSeconds) else { throw LocalDateTime.outOfRange }
    try self.init(time: zone.time(ofClock: clock.clockSeconds), nano: clock.nano, in: zone)
  }

  func converted(to zone: Zone) throws(PebbleError) -> ZonedDate { try ZonedDate(time: time, nano: nano, in: zone) }

  /// - Parameter unit: a name of `java.time.temporal.ChronoUnit`. Days and longer follow the calendar, shorter ones the clock.
  func adding(_ amount: Int, unit: String) throws(PebbleError) -> ZonedDate {
    let months = ["MONTHS": 1, "YEARS": 12, "DECADES": 120, "CENTURIES": 1200, "MILLENNIA": 12_000]
    let days = ["DAYS": 1, "WEEKS": 7]
    let seconds = ["SECONDS": 1, "MINUTES": 60, "HOURS": 3600, "HALF_DAYS": 43_200]
    let fractions = ["NANOS": 1, "MICROS": 1000, "MILLIS": 1_000_000]
    if let length = months[unit] {
      return try ZonedDate(clock: try clock.adding(months: try ZonedDate.product(amount, length)), in: zone)
    }
    if let length = days[unit] {
      var clock = clock
      clock.day = try ZonedDate.sum(clock.day, try ZonedDate.product(amount, length))
      guard clock.day.magnitude < 400_000_000_000 else { throw LocalDateTime.outOfRange }
      return try ZonedDate(clock: clock, in: zone)
    }
    if let length = seconds[unit] {
      return try ZonedDate(time: try ZonedDate.sum(time, try ZonedDate.product(amount, length)), nano: nano, in: zone)
    }
    if let length = fractions[unit] {
      let perSecond = 1_000_000_000 / length
      let whole = Int(Int64(amount).flooredQuotient(by: Int64(perSecond)))
      let rest = nano + (amount - whole * perSecond) * length
      let carry = rest / 1_000_000_000
      return try ZonedDate(
        time: try ZonedDate.sum(time, whole + carry), nano: rest - carry * 1_000_000_000, in: zone)
    }
    if unit == "ERAS" || unit == "FOREVER" { throw .failed("Unsupported unit: \(unit)") }
    throw .failed("No enum constant java.time.temporal.ChronoUnit.\(unit)")
  }

  private static func sum(_ left: Int, _ right: Int) throws(PebbleError) -> Int {
    let (sum, isTooMuch) = left.addingReportingOverflow(right)
    guard !isTooMuch else { throw LocalDateTime.outOfRange }
    return sum
  }

  private static func product(_ left: Int, _ right: Int) throws(PebbleError) -> Int {
    let (product, isTooMuch) = left.multipliedReportingOverflow(by: right)
    guard !isTooMuch else { throw LocalDateTime.outOfRange }
    return product
  }
}
