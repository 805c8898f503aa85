/// What a date format is made of: a pattern of `java.time`, or one of the named formats.
struct DatePattern: Sendable {
  enum Style: Sendable { case full, short, narrow, fullAlone, shortAlone }

  indirect enum Element: Sendable {
    case literal(String)
    /// At least and at most so many digits; wider numbers have a sign where `isPadded`.
    case number(DateField, Int, Int)
    /// Two digits of a year from 2000 on.
    case shortYear(DateField)
    case text(DateField, Style)
    /// Digits of the second's fraction; with a point, only where there is one to write.
    case fraction(Int, Int, hasPoint: Bool)
    case offset(String, zero: String)
    /// `GMT+1`, in the long form `GMT+01:00`.
    case namedOffset(isLong: Bool)
    case zone
    case zoneName(isLong: Bool)
    /// `[Europe/Paris]`, for regions alone.
    case region
    case optional([Element])
    case padded(Int, Element)
  }

  let elements: [Element]
  let locale: DateLocale
  /// Whether the date is written in UTC, whatever its zone.
  var isInstant = false

  /// Longer patterns are refused.
  static let maximumBytes = 1024

  /// - Parameter format: a named format or a pattern.
  init(_ format: String, locale: DateLocale = .english) throws(PebbleError) {
    guard format.utf8.count <= DatePattern.maximumBytes else {
      throw .failed("The date format is longer than \(DatePattern.maximumBytes) bytes.")
    }
    self.locale = locale
    if let named = DatePattern.named(format) {
      elements = named
      isInstant = format == "iso_instant"
      return
    }
    if let style = ["full", "long", "medium", "short"].firstIndex(of: format), locale.styles.count == 4 {
      elements = try DatePatternParser.elements(of: locale.styles[style])
    } else {
      elements = try DatePatternParser.elements(of: format)
    }
  }

  init(_ elements: [Element]) {
    self.elements = elements
    locale = .english
  }

  // MARK: Named formats

  static let date: [Element] = [
    .number(.year, 4, 10), .literal("-"), .number(.month, 2, 2), .literal("-"), .number(.day, 2, 2),
  ]
  static let time: [Element] = [
    .number(.hour, 2, 2), .literal(":"), .number(.minute, 2, 2),
    .optional([.literal(":"), .number(.second, 2, 2), .optional([.fraction(0, 9, hasPoint: true)])]),
  ]
  static let isoOffset: Element = .offset("+HH:MM:ss", zero: "Z")
  static let dateTime: [Element] = date + [.literal("T")] + time
  static let zonedDateTime: [Element] = dateTime + [isoOffset, .region]

  private static func named(_ name: String) -> [Element]? {
    let seconds: [Element] = [
      .number(.hour, 2, 2), .literal(":"), .number(.minute, 2, 2), .literal(":"), .number(.second, 2, 2),
    ]
    func fraction(_ digits: Int) -> [Element] { [.literal("."), .fraction(digits, digits, hasPoint: false)] }
    let zone: [Element] = [.offset("+HH:MM", zero: "Z")]
    let isoSeconds = date + [.literal("T")] + seconds
    let sqlSeconds = date + [.literal(" ")] + seconds
    switch name {
    case "iso": return isoSeconds + fraction(6) + zone
    case "iso_milli": return isoSeconds + fraction(3) + zone
    case "iso_sec": return isoSeconds + zone
    case "sql": return sqlSeconds + fraction(6)
    case "sql_milli": return sqlSeconds + fraction(3)
    case "sql_seq", "sql_sec": return sqlSeconds
    case "iso_date_time", "iso_zoned_date_time": return zonedDateTime
    case "iso_offset_date_time": return dateTime + [isoOffset]
    case "iso_local_date_time": return dateTime
    case "iso_date": return date + [.optional([isoOffset])]
    case "iso_offset_date": return date + [isoOffset]
    case "iso_local_date": return date
    case "iso_time": return time + [.optional([isoOffset])]
    case "iso_offset_time": return time + [isoOffset]
    case "iso_local_time": return time
    case "iso_instant": return isoSeconds + [.fraction(-3, 9, hasPoint: true), isoOffset]
    case "iso_ordinal_date":
      return [.number(.year, 4, 10), .literal("-"), .number(.dayOfYear, 3, 3), .optional([isoOffset])]
    case "iso_week_date":
      return [
        .number(.isoWeekYear, 4, 10), .literal("-W"), .number(.isoWeek, 2, 2), .literal("-"), .number(.weekday, 1, 1),
        .optional([isoOffset]),
      ]
    case "basic_iso_date":
      return [
        .number(.year, 4, 4), .number(.month, 2, 2), .number(.day, 2, 2), .optional([.offset("+HHMMss", zero: "Z")]),
      ]
    case "rfc_1123_date_time":
      return [
        .text(.weekday, .short), .literal(", "), .number(.day, 1, 2), .literal(" "), .text(.month, .short),
        .literal(" "),
        .number(.year, 4, 4), .literal(" "),
      ] + seconds + [.literal(" "), .offset("+HHMM", zero: "GMT")]
    default: return nil
    }
  }
}
