import Pebble

/// The `Retry-After` header (RFC 9110, section 10.2.3): a number of seconds, or a date.
enum RetryAfter {
  /// A server that asks for more than a year means never.
  private static let longest: Int64 = 31_622_400

  /// The pause that an answer asks for; `nil` where it does not, or not in a form that means anything.
  static func pause(_ headers: ResponseHeaders, now: Instant) -> Duration? {
    guard let text = headers["retry-after"].last?.trimmed, !text.isEmpty else { return nil }
    if text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) {
      return .seconds(min(Int64(text) ?? longest, longest))
    }
    guard let date = HTTPDate.seconds(text) else { return nil }
    let (left, overflow) = date.subtractingReportingOverflow(now.seconds)
    guard !overflow, left > 0 else { return .zero }
    return .seconds(min(left, longest))
  }
}

/// The three forms of dates in HTTP (RFC 9110, section 5.6.7).
enum HTTPDate {
  private static let months: [String] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
  ]

  /// Seconds since 1970; `nil` for anything that is no date.
  static func seconds(_ text: String) -> Int64? {
    guard text.utf8.count <= 64 else { return nil }
    let words = text.lowercased().split { $0 == " " || $0 == "," || $0 == "-" }.map(String.init)
    // `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT`, `Sun Nov  6 08:49:37 1994`
    if words.count == 6, words[5] == "gmt" {
      return seconds(day: words[1], month: words[2], year: words[3], time: words[4])
    }
    if words.count == 5 { return seconds(day: words[2], month: words[1], year: words[4], time: words[3]) }
    return nil
  }

  private static func seconds(day: String, month: String, year: String, time: String) -> Int64? {
    let clock = time.split(separator: ":", omittingEmptySubsequences: false).map { number(String($0), digits: 2...2) }
    guard let day = number(day, digits: 1...2), let month = months.firstIndex(of: month), clock.count == 3,
      let hour = clock[0], let minute = clock[1], let second = clock[2],
      var year = number(year, digits: 2...4), hour < 24, minute < 60, second <= 60, (1...31).contains(day)
    else { return nil }
    if year < 100 { year += year < 70 ? 2000 : 1900 }
    // Days by the civil calendar, years beginning in March so that the leap day is the last.
    let shifted: Int64 = month < 2 ? year - 1 : year
    let era: Int64 = shifted / 400
    let yearOfEra: Int64 = shifted - era * 400
    let marchMonth = Int64((month + 10) % 12)
    let dayOfYear: Int64 = (153 * marchMonth + 2) / 5 + day - 1
    let leapDays: Int64 = yearOfEra / 4 - yearOfEra / 100
    let days: Int64 = era * 146_097 + yearOfEra * 365 + leapDays + dayOfYear - 719_468
    return days * 86_400 + hour * 3600 + minute * 60 + second
  }

  private static func number(_ text: String, digits: ClosedRange<Int>) -> Int64? {
    guard digits.contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return Int64(text)
  }
}
