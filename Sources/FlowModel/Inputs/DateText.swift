import Pebble

/// The ISO 8601 forms that date inputs take, as `java.time` reads them.
package enum DateText {
  /// `2024-01-02T03:04:05Z`, with a fraction of a second or an offset such as `+02:00`.
  package static func instant(_ text: String) -> Instant? {
    let parts = text.split(separator: "T", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let days = days(ofDate: parts[0]) else { return nil }
    var time = parts[1]
    var offset = 0
    if time.hasSuffix("Z") || time.hasSuffix("z") {
      time.removeLast()
    } else if let sign = time.lastIndex(where: { $0 == "+" || $0 == "-" }) {
      let zone = time[time.index(after: sign)...]
      guard let nanoseconds = nanoseconds(ofTime: zone), nanoseconds <= 18 * 3_600_000_000_000 else { return nil }
      offset = nanoseconds / 1_000_000_000 * (time[sign] == "-" ? -1 : 1)
      time = time[..<sign]
    } else {
      return nil
    }
    guard let nanoseconds = nanoseconds(ofTime: time) else { return nil }
    return Instant(
      seconds: Int64(days * 86_400 + nanoseconds / 1_000_000_000 - offset),
      nanoseconds: Int32(nanoseconds % 1_000_000_000))
  }

  /// `yyyy-MM-dd`, a day that is in the calendar.
  package static func isDate(_ text: String) -> Bool {
    days(ofDate: text[...]) != nil
  }

  /// `HH:mm`, `HH:mm:ss` or `HH:mm:ss.n`, in nanoseconds from midnight.
  static func nanoseconds(ofTime text: some StringProtocol) -> Int? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard (2...3).contains(parts.count), let hours = number(parts[0], digits: 2), hours < 24,
      let minutes = number(parts[1], digits: 2), minutes < 60
    else { return nil }
    let nanoseconds = (hours * 3600 + minutes * 60) * 1_000_000_000
    guard parts.count == 3 else { return nanoseconds }
    let seconds = parts[2].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard let whole = number(seconds[0], digits: 2), whole < 60 else { return nil }
    guard seconds.count == 2 else { return nanoseconds + whole * 1_000_000_000 }
    let digits = seconds[1].utf8.count
    guard (1...9).contains(digits), let fraction = number(seconds[1], digits: digits) else { return nil }
    let scale = repeatElement(10, count: 9 - digits).reduce(1, *)
    return nanoseconds + whole * 1_000_000_000 + fraction * scale
  }

  /// Days since 1970-01-01 in the proleptic Gregorian calendar.
  private static func days(ofDate text: Substring) -> Int? {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, let year = number(parts[0], digits: 4), let month = number(parts[1], digits: 2),
      let day = number(parts[2], digits: 2), (1...12).contains(month), day >= 1
    else { return nil }
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    guard day <= lengths[month - 1] else { return nil }
    let leapDays = year == 0 ? 0 : (year - 1) / 4 - (year - 1) / 100 + (year - 1) / 400 + 1
    return year * 365 + leapDays + lengths.prefix(month - 1).reduce(0, +) + day - 1 - 719_528
  }

  private static func number(_ text: some StringProtocol, digits: Int) -> Int? {
    guard text.utf8.count == digits, text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
    return Int(text)
  }
}
