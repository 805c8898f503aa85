extension Value {
  /// The text of the value inside a longer text: lists and maps as Java prints them (`[1, x]`, `{a=b}`). Labels are dropped.
  package var text: String {
    switch self {
    case .null: "null"
    case .bool(let flag): flag ? "true" : "false"
    case .int(let number): String(number)
    case .double(let number): Value.text(of: number)
    case .exact(let number): number.digits
    case .string(let text): text
    case .instant(let instant): instant.iso
    case .secret(let secret): secret.revealed.text
    case .list, .map:
      {
        var writer = JavaTextWriter(limit: .max)
        writer.write(self, depth: 0)
        return writer.text
      }()
    }
  }

  /// ``text``, refused where it is longer than a number of bytes or nested too deep to write.
  func boundedText(_ limit: Int) throws(PebbleError) -> String {
    switch self {
    case .list, .map:
      var writer = JavaTextWriter(limit: limit)
      writer.write(self, depth: 0)
      guard writer.isWithinBounds else { throw PebbleError(.limit("text of \(limit) bytes, or nested too deep")) }
      return writer.text
    default: return text
    }
  }

  /// Compact JSON without null entries, refused as ``boundedText(_:)`` is.
  func boundedJSON(_ limit: Int) throws(PebbleError) -> String {
    var writer = JSONWriter(pretty: false, keepingNulls: false, limit: limit)
    writer.write(self, depth: 0)
    guard writer.isWithinBounds else { throw PebbleError(.limit("text of \(limit) bytes, or nested too deep")) }
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  /// The text of the value printed by itself: nothing for null, JSON for lists and maps.
  package var printed: String {
    switch self {
    case .null: ""
    case .list, .map: JSON.text(of: self, keepingNulls: false)
    default: text
    }
  }

  /// What the value is, for messages.
  var kindName: String {
    switch self {
    case .null: "null"
    case .bool: "boolean"
    case .int, .double, .exact: "number"
    case .string: "text"
    case .instant: "date"
    case .list: "list"
    case .map: "map"
    case .secret(let secret): secret.revealed.kindName
    }
  }

  /// Shortest digits that read back the same, with an exponent from 10^7 and below 10^-3, as Java prints doubles.
  static func text(of number: Double) -> String {
    guard number.isFinite else { return number.isNaN ? "NaN" : number < 0 ? "-Infinity" : "Infinity" }
    let magnitude = number.magnitude
    guard magnitude != 0 else { return number.sign == .minus ? "-0.0" : "0.0" }
    if magnitude < 1e7, let whole = Int(exactly: number) { return "\(whole).0" }
    let parts = magnitude.description.lowercased().split(separator: "e")
    let mantissa = parts[0].split(separator: ".")
    let fraction = mantissa.count > 1 && mantissa[1] != "0" ? String(mantissa[1]) : ""
    var digits = String(mantissa[0]) + fraction
    var exponent = mantissa[0].count - 1 + (parts.count > 1 ? Int(parts[1]) ?? 0 : 0)
    while digits.hasPrefix("0"), digits.count > 1 {
      digits.removeFirst()
      exponent -= 1
    }
    while digits.hasSuffix("0"), digits.count > 1 { digits.removeLast() }
    let sign = number < 0 ? "-" : ""
    if magnitude >= 1e-3 && magnitude < 1e7 {
      if exponent < 0 { return sign + "0." + String(repeating: "0", count: -exponent - 1) + digits }
      let whole = digits.prefix(exponent + 1)
      let padding = String(repeating: "0", count: max(0, exponent + 1 - digits.count))
      let rest = digits.dropFirst(exponent + 1)
      return sign + whole + padding + "." + (rest.isEmpty ? "0" : rest)
    }
    let rest = digits.dropFirst()
    return sign + digits.prefix(1) + "." + (rest.isEmpty ? "0" : rest) + "E\(exponent)"
  }
}

extension Instant {
  /// ISO 8601 in UTC, without a fraction of zero: `2024-01-01T00:00:00Z`.
  public var iso: String {
    let date = CivilDate(daysSinceEpoch: Int(seconds.flooredQuotient(by: 86_400)))
    let second = seconds &- seconds.flooredQuotient(by: 86_400) &* 86_400
    var text = "\(date)T\(Digits.two(second / 3600)):\(Digits.two(second / 60 % 60)):\(Digits.two(second % 60))"
    if nanoseconds > 0 {
      var fraction = Digits.padded(Int64(nanoseconds), to: 9)
      while fraction.hasSuffix("000") { fraction.removeLast(3) }
      text += "." + fraction
    }
    return text + "Z"
  }
}

/// A day of the proleptic Gregorian calendar.
struct CivilDate: CustomStringConvertible {
  let year: Int
  let month: Int
  let day: Int

  /// The usual conversion by eras of 400 years, which start on 1 March.
  init(daysSinceEpoch days: Int) {
    let shifted = days.addingReportingOverflow(719_468).partialValue
    let era = Int64(shifted).flooredQuotient(by: 146_097)
    let dayOfEra = Int(Int64(shifted) - era * 146_097)
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    year = yearOfEra + Int(era) * 400 + (month <= 2 ? 1 : 0)
  }

  var description: String {
    "\(Digits.padded(Int64(year), to: 4))-\(Digits.two(Int64(month)))-\(Digits.two(Int64(day)))"
  }
}

enum Digits {
  /// Adds a number in decimal to a text.
  @inline(__always)
  static func append(_ number: Int, to text: inout String) {
    if number >= 0, number < 10 {
      text.unicodeScalars.append(Unicode.Scalar(UInt8(48 &+ number)))
    } else {
      text.append(String(number))
    }
  }

  static func two(_ number: Int64) -> String { padded(number, to: 2) }

  static func padded(_ number: Int64, to width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}

extension Int64 {
  /// The quotient rounded down, for a positive divisor.
  func flooredQuotient(by divisor: Int64) -> Int64 {
    self >= 0 ? self / divisor : -((-(self + 1)) / divisor) - 1
  }
}
