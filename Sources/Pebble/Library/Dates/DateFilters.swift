/// Filters and functions on dates. They give text or numbers, never dates.
enum DateFilters {
  static let filters: [Filter] = [
    Filter("date", parameters: ["format", "timeZone", "existingFormat", "locale"]) {
      value, arguments throws(PebbleError) in
      guard value != .null else { return .null }
      let call = try DateCall(arguments)
      return .string(try call.output.text(of: try call.date(value)))
    },
    Filter("dateAdd", parameters: ["amount", "unit", "format", "timeZone", "existingFormat", "locale"]) {
      value, arguments throws(PebbleError) in
      guard value != .null else { return .null }
      guard case .int(let amount) = arguments["amount"] else {
        throw .failed("The 'dateAdd' filter expects a whole number as argument 'amount'.")
      }
      guard let unit = try arguments.optionalText("unit") else {
        throw .failed("The 'dateAdd' filter expects an argument 'unit'.")
      }
      let call = try DateCall(arguments)
      return .string(try call.output.text(of: try call.date(value).adding(amount, unit: unit)))
    },
    timestamp("timestamp") { date in .int(date.time) },
    timestamp("timestampMilli") { date in
      let text = digits(date.time, date.nano / 1_000_000, 3)
      return Int(text).map { .int($0) } ?? .exact(ExactNumber(validated: text))
    },
    timestamp("timestampMicro") { date in .string(digits(date.time, date.nano / 1000, 6)) },
    timestamp("timestampNano") { date in .string(digits(date.time, date.nano, 9)) },
  ]

  static let functions: [Function] = [
    Function("now", parameters: ["format", "timeZone", "existingFormat", "locale"]) { arguments throws(PebbleError) in
      let call = try DateCall(arguments)
      return .string(try call.output.text(of: try call.date(.instant(arguments.now))))
    }
  ]

  private static func timestamp(_ name: String, _ number: @escaping @Sendable (ZonedDate) -> Value) -> Filter {
    Filter(name, parameters: ["timeZone", "existingFormat"]) { value, arguments throws(PebbleError) in
      guard value != .null else { return .null }
      return number(try DateCall(arguments).date(value))
    }
  }

  /// Seconds and so many digits of their fraction as one number, of any size.
  private static func digits(_ seconds: Int, _ fraction: Int, _ width: Int) -> String {
    guard seconds < 0 else {
      return (seconds == 0 ? "" : String(seconds))
        + (seconds == 0 ? String(fraction) : Digits.padded(Int64(fraction), to: width))
    }
    // The fraction counts upwards from a negative second.
    var unit = 1
    for _ in 0..<width { unit *= 10 }
    let (whole, rest) = fraction == 0 ? (-seconds, 0) : (-seconds - 1, unit - fraction)
    return "-" + (whole == 0 ? String(rest) : String(whole) + Digits.padded(Int64(rest), to: width))
  }
}

/// The arguments that every date filter has.
struct DateCall {
  let output: DatePattern
  private let input: DatePattern?
  private let zone: Zone

  init(_ arguments: Arguments) throws(PebbleError) {
    let locale = try arguments.optionalText("locale").map { name throws(PebbleError) in try DateLocale.named(name) }
    output = try DatePattern(try arguments.optionalText("format") ?? "iso", locale: locale ?? .english)
    input = try arguments.optionalText("existingFormat").map { format throws(PebbleError) in
      try DatePattern(format, locale: locale ?? .english)
    }
    zone = try DateCall.zone(try arguments.optionalText("timeZone") ?? arguments.context.timeZone)
  }

  static func zone(_ name: String?) throws(PebbleError) -> Zone {
    guard let name else { return .system }
    return try Zone.named(name)
  }

  func date(_ value: Value) throws(PebbleError) -> ZonedDate { try DateReader.date(value, format: input, in: zone) }
}
