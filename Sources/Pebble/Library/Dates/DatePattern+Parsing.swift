extension DatePattern {
  /// What a pattern has read so far.
  private struct Reading {
    var fields: [DateField: Int] = [:]
    var offset: Int?
    var zone: Zone?
    var index = 0
    /// Where reading failed, the furthest.
    var failure = 0
  }

  /// A date read from text, with a zone where the text has one.
  struct Parsed {
    let clock: LocalDateTime
    let offset: Int?
    let zone: Zone?

    /// The point in time; a date without a zone of its own is taken in `zone`.
    func date(in zone: Zone) throws(PebbleError) -> ZonedDate {
      guard offset != nil || self.zone != nil else { return try ZonedDate(clock: clock, in: zone) }
      if let offset {
        let date = try ZonedDate(time: clock.clockSeconds - offset, nano: clock.nano, in: self.zone ?? .fixed(offset))
        return try date.converted(to: zone)
      }
      return try ZonedDate(clock: clock, in: self.zone ?? zone).converted(to: zone)
    }
  }

  func parse(_ text: String) throws(PebbleError) -> Parsed {
    let bytes = Array(text.utf8)
    var reading = Reading()
    guard read(elements[...], bytes, &reading) else {
      throw .failed("Text '\(text)' could not be parsed at index \(reading.failure)")
    }
    guard reading.index == bytes.count else {
      throw .failed("Text '\(text)' could not be parsed, unparsed text found at index \(reading.index)")
    }
    do throws(PebbleError) {
      let (clock, hasTime) = try DateResolver(reading.fields).clock()
      // A date without a time has no zone either, as with Java's LocalDate.
      return Parsed(clock: clock, offset: hasTime ? reading.offset : nil, zone: hasTime ? reading.zone : nil)
    } catch {
      throw .failed("Text '\(text)' could not be parsed: \(error.message)")
    }
  }

  private func read(_ elements: ArraySlice<Element>, _ bytes: [UInt8], _ reading: inout Reading) -> Bool {
    for index in elements.indices {
      let start = reading.index
      guard read(elements[index], followedBy: elements[(index + 1)...], bytes, &reading) else {
        reading.failure = max(reading.failure, start)
        return false
      }
    }
    return true
  }

  private func read(
    _ element: Element, followedBy rest: ArraySlice<Element>, _ bytes: [UInt8], _ reading: inout Reading
  ) -> Bool {
    switch element {
    case .literal(let literal):
      guard bytes[reading.index...].starts(with: literal.utf8) else { return false }
      reading.index += literal.utf8.count
    case .number(let field, let least, let most):
      return readNumber(field, least, most, reserved: DatePattern.reserved(by: rest), bytes, &reading)
    case .shortYear(let field):
      guard let number = digits(bytes, &reading, least: 2, most: 2) else { return false }
      reading.fields[field] = 2000 + number
    case .text(let field, let style): return readName(field, style, bytes, &reading)
    case .fraction(let least, let most, let hasPoint):
      if hasPoint {
        guard reading.index < bytes.count, bytes[reading.index] == UInt8(ascii: ".") else { return least <= 0 }
        reading.index += 1
      }
      let start = reading.index
      guard let number = digits(bytes, &reading, least: max(1, least), most: most) else { return false }
      var nano = number
      for _ in (reading.index - start)..<9 { nano *= 10 }
      reading.fields[.nano] = nano
    case .offset(_, let zero):
      if zero != "Z", bytes[reading.index...].starts(with: zero.utf8) {
        reading.offset = 0
        reading.index += zero.utf8.count
        return true
      }
      guard let (offset, length) = OffsetText.read(bytes[reading.index...]) else { return false }
      reading.offset = offset
      reading.index += length
    case .namedOffset:
      guard bytes[reading.index...].starts(with: "GMT".utf8) else { return false }
      reading.index += 3
      let (offset, length) = OffsetText.read(bytes[reading.index...]) ?? (0, 0)
      reading.offset = offset
      reading.index += length
    case .zone, .zoneName: return readZone(bytes, &reading)
    case .region:
      guard reading.index < bytes.count, bytes[reading.index] == UInt8(ascii: "[") else { return true }
      reading.index += 1
      guard readZone(bytes, &reading), reading.index < bytes.count, bytes[reading.index] == UInt8(ascii: "]") else {
        return false
      }
      reading.index += 1
    case .optional(let inner):
      var attempt = reading
      if read(inner[...], bytes, &attempt) { reading = attempt } else { reading.failure = attempt.failure }
    case .padded(_, let inner):
      while reading.index < bytes.count, bytes[reading.index] == 32 { reading.index += 1 }
      return read(inner, followedBy: rest, bytes, &reading)
    }
    return true
  }

  /// Digits that the numbers of fixed width right after this one need.
  private static func reserved(by rest: ArraySlice<Element>) -> Int {
    var count = 0
    for element in rest {
      switch element {
      case .number(_, let least, let most) where least == most: count += least
      case .shortYear: count += 2
      case .fraction(let least, let most, false) where least == most: count += least
      default: return count
      }
    }
    return count
  }

  private func readNumber(
    _ field: DateField, _ least: Int, _ most: Int, reserved: Int, _ bytes: [UInt8], _ reading: inout Reading
  ) -> Bool {
    var isNegative = false
    let start = reading.index
    if most > least, reading.index < bytes.count, bytes[reading.index] == 45 || bytes[reading.index] == 43 {
      isNegative = bytes[reading.index] == 45
      reading.index += 1
    }
    let run = bytes[reading.index...].prefix { (48...57).contains($0) }.count
    let most = most > least ? max(least, min(most, 18, run - reserved)) : most
    guard let number = digits(bytes, &reading, least: least, most: most) else {
      reading.index = start
      return false
    }
    reading.fields[field] = isNegative ? -number : number
    return true
  }

  private func digits(_ bytes: [UInt8], _ reading: inout Reading, least: Int, most: Int) -> Int? {
    let digits = bytes[reading.index...].prefix { (48...57).contains($0) }.prefix(min(most, 18))
    guard digits.count >= least else { return nil }
    reading.index += digits.count
    return digits.reduce(0) { $0 * 10 + Int($1) - 48 }
  }

  private func readName(_ field: DateField, _ style: Style, _ bytes: [UInt8], _ reading: inout Reading) -> Bool {
    let names: [(name: String, value: Int)] =
      switch field {
      case .month: candidates(locale.months, style).enumerated().map { ($1, $0 + 1) }
      case .weekday: candidates(locale.weekdays, style).enumerated().map { ($1, $0 + 1) }
      case .half: locale.halves.enumerated().map { ($1, $0) }
      case .era: locale.eras.enumerated().map { ($1, $0 % 2) }
      case .quarter: locale.quarters.enumerated().map { ($1, $0 % 4 + 1) }
      default: []
      }
    let found = names.filter { bytes[reading.index...].starts(with: $0.name.utf8) }
    guard let best = found.max(by: { $0.name.utf8.count < $1.name.utf8.count }) else { return false }
    reading.fields[field] = best.value
    reading.index += best.name.utf8.count
    return true
  }

  private func candidates(_ names: DateLocale.Names, _ style: Style) -> [String] {
    switch style {
    case .full: names.full
    case .short: names.short
    case .narrow: names.narrow
    case .fullAlone: names.fullAlone
    case .shortAlone: names.shortAlone
    }
  }

  private func readZone(_ bytes: [UInt8], _ reading: inout Reading) -> Bool {
    let name = bytes[reading.index...].prefix { byte in
      switch byte {
      case 43, 45, 47...58, 65...90, 95, 97...122: true
      default: false
      }
    }
    guard !name.isEmpty, let zone = try? Zone.named(String(decoding: name, as: UTF8.self)) else { return false }
    reading.zone = zone
    reading.index += name.count
    return true
  }
}
