/// A date and a time of day without a zone, in the proleptic Gregorian calendar.
struct LocalDateTime: Hashable {
  /// Days since 1970-01-01.
  var day: Int
  /// Seconds of the day, 0 to 86,399.
  var second: Int
  /// 0 to 999,999,999.
  var nano: Int

  /// Years that Java's dates can have.
  static let years = -999_999_999...999_999_999

  init(day: Int, second: Int = 0, nano: Int = 0) {
    (self.day, self.second, self.nano) = (day, second, nano)
  }

  /// Seconds since 1970-01-01T00:00 of the same clock.
  init(clockSeconds: Int, nano: Int) {
    let day = Int(Int64(clockSeconds).flooredQuotient(by: 86_400))
    self.init(day: day, second: clockSeconds - day * 86_400, nano: nano)
  }

  var clockSeconds: Int { day * 86_400 + second }

  var date: CivilDate { CivilDate(daysSinceEpoch: day) }

  var hour: Int { second / 3600 }

  var minute: Int { second / 60 % 60 }

  /// 1 for Monday to 7 for Sunday.
  var weekday: Int { LocalDateTime.weekday(of: day) }

  static func weekday(of day: Int) -> Int { LocalDateTime.floorMod(day + 3, 7) + 1 }

  var dayOfYear: Int { day - CivilDate.days(year: date.year, month: 1, day: 1) + 1 }

  static func floorMod(_ number: Int, _ divisor: Int) -> Int {
    let rest = number % divisor
    return rest < 0 ? rest + divisor : rest
  }

  /// So many months later, at the last day of the month where the day is not there.
  func adding(months: Int) throws(PebbleError) -> LocalDateTime {
    let date = date
    let (sum, isTooMuch) = (date.year * 12 + date.month - 1).addingReportingOverflow(months)
    let year = Int(Int64(sum).flooredQuotient(by: 12))
    guard !isTooMuch, LocalDateTime.years.contains(year) else { throw LocalDateTime.outOfRange }
    let month = LocalDateTime.floorMod(sum, 12) + 1
    var result = self
    result.day = CivilDate.days(
      year: year, month: month, day: min(date.day, CivilDate.length(ofMonth: month, in: year)))
    return result
  }

  static var outOfRange: PebbleError { .failed("The date is outside the years -999999999 to 999999999.") }
}

extension CivilDate {
  /// Days since 1970-01-01, by eras of 400 years that start on 1 March.
  static func days(year: Int, month: Int, day: Int) -> Int {
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = Int(Int64(shiftedYear).flooredQuotient(by: 400))
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  static func isLeap(_ year: Int) -> Bool {
    year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
  }

  static func length(ofMonth month: Int, in year: Int) -> Int {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}
