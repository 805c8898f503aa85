/// A number that a pattern can print or read.
enum DateField: Hashable, Sendable {
  case era, year, yearOfEra, quarter, month, day, dayOfYear, weekday, localWeekday, weekYear, week, weekOfMonth
  case isoWeekYear, isoWeek, alignedWeekday, modifiedJulianDay
  case hour, clockHour, halfHour, clockHalfHour, half, minute, second, nano, milliOfDay, nanoOfDay

  /// What a pattern may read; `nil` for what has no bounds of its own.
  var range: ClosedRange<Int>? {
    switch self {
    case .quarter: 1...4
    case .month: 1...12
    case .day: 1...31
    case .dayOfYear: 1...366
    case .weekday, .localWeekday, .alignedWeekday: 1...7
    case .isoWeek, .week: 1...53
    case .hour: 0...23
    case .clockHour: 1...24
    case .halfHour: 0...11
    case .clockHalfHour: 1...12
    case .minute, .second: 0...59
    default: nil
    }
  }

  /// Java's name of the field, for messages.
  var name: String {
    switch self {
    case .quarter: "QuarterOfYear"
    case .month: "MonthOfYear"
    case .day: "DayOfMonth"
    case .dayOfYear: "DayOfYear"
    case .weekday, .localWeekday: "DayOfWeek"
    case .isoWeek, .week: "WeekOfWeekBasedYear"
    case .hour: "HourOfDay"
    case .clockHour: "ClockHourOfDay"
    case .halfHour: "HourOfAmPm"
    case .clockHalfHour: "ClockHourOfAmPm"
    case .minute: "MinuteOfHour"
    case .second: "SecondOfMinute"
    default: "Year"
    }
  }

  func value(in date: ZonedDate, _ locale: DateLocale) -> Int {
    let clock = date.clock
    let civil = clock.date
    switch self {
    case .era: return civil.year > 0 ? 1 : 0
    case .year: return civil.year
    case .yearOfEra: return civil.year > 0 ? civil.year : 1 - civil.year
    case .quarter: return (civil.month + 2) / 3
    case .month: return civil.month
    case .day: return civil.day
    case .dayOfYear: return clock.dayOfYear
    case .weekday: return clock.weekday
    case .localWeekday: return LocalDateTime.floorMod(clock.weekday - locale.firstWeekday, 7) + 1
    case .weekYear: return WeekDate(clock.day, locale.firstWeekday, locale.minimalDays).year
    case .week: return WeekDate(clock.day, locale.firstWeekday, locale.minimalDays).week
    case .weekOfMonth: return WeekDate.weekOfMonth(clock, locale.firstWeekday, locale.minimalDays)
    case .isoWeekYear: return WeekDate(clock.day, 1, 4).year
    case .isoWeek: return WeekDate(clock.day, 1, 4).week
    case .alignedWeekday: return (civil.day - 1) % 7 + 1
    case .modifiedJulianDay: return clock.day + 40_587
    case .hour: return clock.hour
    case .clockHour: return clock.hour == 0 ? 24 : clock.hour
    case .halfHour: return clock.hour % 12
    case .clockHalfHour: return clock.hour % 12 == 0 ? 12 : clock.hour % 12
    case .half: return clock.hour / 12
    case .minute: return clock.minute
    case .second: return clock.second % 60
    case .nano: return clock.nano
    case .milliOfDay: return clock.second * 1000 + clock.nano / 1_000_000
    case .nanoOfDay: return clock.second * 1_000_000_000 + clock.nano
    }
  }
}

/// A day by weeks: the year that its week belongs to, and the week's number in it.
struct WeekDate {
  let year: Int
  let week: Int

  /// - Parameters:
  ///   - first: the first day of a week, 1 for Monday.
  ///   - minimalDays: days of a year that its first week must have.
  init(_ day: Int, _ first: Int, _ minimalDays: Int) {
    let year = CivilDate(daysSinceEpoch: day).year
    let weekday = LocalDateTime.floorMod(LocalDateTime.weekday(of: day) - first, 7)
    let start = WeekDate.firstWeek(of: year, first, minimalDays)
    let next = WeekDate.firstWeek(of: year + 1, first, minimalDays)
    if day < start {
      self.year = year - 1
      week = (day - weekday - WeekDate.firstWeek(of: year - 1, first, minimalDays)) / 7 + 1
    } else if day >= next {
      self.year = year + 1
      week = 1
    } else {
      self.year = year
      week = (day - weekday - start) / 7 + 1
    }
  }

  /// The day on which the first week of a year begins.
  static func firstWeek(of year: Int, _ first: Int, _ minimalDays: Int) -> Int {
    let newYear = CivilDate.days(year: year, month: 1, day: 1)
    let gone = LocalDateTime.floorMod(LocalDateTime.weekday(of: newYear) - first, 7)
    return 7 - gone >= minimalDays ? newYear - gone : newYear - gone + 7
  }

  /// 0 for the days before the first week that has enough of them.
  static func weekOfMonth(_ clock: LocalDateTime, _ first: Int, _ minimalDays: Int) -> Int {
    let date = clock.date
    let start = clock.day - date.day + 1
    let gone = LocalDateTime.floorMod(LocalDateTime.weekday(of: start) - first, 7)
    let week = 7 - gone >= minimalDays ? start - gone : start - gone + 7
    return Int(Int64(clock.day - week).flooredQuotient(by: 7)) + 1
  }
}
