import Glibc
import Pebble

/// The time of a signature as the protocol writes it: `20150830T123600Z`, in UTC.
struct SigningTime: Hashable, Sendable {
  let text: String

  init(_ instant: Instant) {
    var seconds = time_t(instant.seconds)
    var parts = tm()
    gmtime_r(&seconds, &parts)
    let date = Self.digits(Int(parts.tm_year) + 1900, 4) + Self.digits(parts.tm_mon + 1) + Self.digits(parts.tm_mday)
    text = "\(date)T\(Self.digits(parts.tm_hour))\(Self.digits(parts.tm_min))\(Self.digits(parts.tm_sec))Z"
  }

  /// The day alone: `20150830`.
  var date: Substring { text.prefix(8) }

  private static func digits(_ number: some BinaryInteger, _ count: Int = 2) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, count - text.count)) + text
  }
}
