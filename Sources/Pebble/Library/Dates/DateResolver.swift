/// Makes a date and a time out of the fields that a pattern has read.
struct DateResolver {
  private let fields: [DateField: Int]

  init(_ fields: [DateField: Int]) { self.fields = fields }

  /// A date without a time is its midnight.
  func clock() throws(PebbleError) -> (clock: LocalDateTime, hasTime: Bool) {
    for (field, value) in fields {
      guard let range = field.range, !range.contains(value) else { continue }
      throw .failed(
        "Invalid value for \(field.name) (valid values \(range.lowerBound) - \(range.upperBound)): \(value)")
    }
    guard let day = try day() else { throw .failed("Unable to obtain a date from it") }
    let second = try secondOfDay()
    guard let second else { return (LocalDateTime(day: day), false) }
    return (LocalDateTime(day: day, second: second.second, nano: second.nano), true)
  }

  private func day() throws(PebbleError) -> Int? {
    if let number = fields[.modifiedJulianDay] {
      guard number.magnitude < 400_000_000_000 else { throw LocalDateTime.outOfRange }
      return number - 40_587
    }
    if let year = fields[.isoWeekYear] ?? fields[.weekYear], let week = fields[.isoWeek] ?? fields[.week],
      let weekday = fields[.weekday] ?? fields[.localWeekday]
    {
      guard LocalDateTime.years.contains(year) else { throw LocalDateTime.outOfRange }
      return WeekDate.firstWeek(of: year, 1, 4) + (week - 1) * 7 + weekday - 1
    }
    var year = fields[.year]
    if year == nil, let ofEra = fields[.yearOfEra] { year = fields[.era] == 0 ? 1 - ofEra : ofEra }
    guard let year else { return nil }
    guard LocalDateTime.years.contains(year) else { throw LocalDateTime.outOfRange }
    if let dayOfYear = fields[.dayOfYear] {
      guard dayOfYear <= 365 || CivilDate.isLeap(year) else {
        throw .failed("Invalid date 'DayOfYear 366' as '\(year)' is not a leap year")
      }
      return CivilDate.days(year: year, month: 1, day: 1) + dayOfYear - 1
    }
    guard let month = fields[.month], let day = fields[.day] else { return nil }
    // As Java's smart resolving does: the last day of the month stands for the 31st where there is none.
    return CivilDate.days(year: year, month: month, day: min(day, CivilDate.length(ofMonth: month, in: year)))
  }

  private func secondOfDay() throws(PebbleError) -> (second: Int, nano: Int)? {
    if let nanos = fields[.nanoOfDay] {
      guard (0..<86_400_000_000_000).contains(nanos) else { throw .failed("Invalid value for NanoOfDay: \(nanos)") }
      return (nanos / 1_000_000_000, nanos % 1_000_000_000)
    }
    if let millis = fields[.milliOfDay] {
      guard (0..<86_400_000).contains(millis) else { throw .failed("Invalid value for MilliOfDay: \(millis)") }
      return (millis / 1000, millis % 1000 * 1_000_000)
    }
    var hour = fields[.hour] ?? fields[.clockHour].map { $0 % 24 }
    if hour == nil, let half = fields[.halfHour] ?? fields[.clockHalfHour].map({ $0 % 12 }) {
      guard let part = fields[.half] else { throw .failed("the hour needs 'a' beside it") }
      hour = half + part * 12
    }
    guard let hour else { return nil }
    return (hour * 3600 + (fields[.minute] ?? 0) * 60 + (fields[.second] ?? 0), fields[.nano] ?? 0)
  }
}
