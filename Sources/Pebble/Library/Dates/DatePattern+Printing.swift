extension DatePattern {
  func text(of date: ZonedDate) throws(PebbleError) -> String {
    var text = ""
    let shown = isInstant ? try date.converted(to: .utc) : date
    try print(elements, shown, into: &text)
    return text
  }

  private func print(_ elements: [Element], _ date: ZonedDate, into text: inout String) throws(PebbleError) {
    for element in elements { try print(element, date, into: &text) }
  }

  private func print(_ element: Element, _ date: ZonedDate, into text: inout String) throws(PebbleError) {
    switch element {
    case .literal(let literal): text += literal
    case .number(let field, let least, let most): text += try number(field.value(in: date, locale), field, least, most)
    case .shortYear(let field):
      text += Digits.two(Int64(field.value(in: date, locale).magnitude % 100))
    case .text(let field, let style): text += name(field, field.value(in: date, locale), style)
    case .fraction(let least, let most, let hasPoint): text += fraction(date.nano, least, most, hasPoint)
    case .offset(let pattern, let zero): text += OffsetText.text(date.offset, pattern, zero: zero)
    case .namedOffset(let isLong): text += DatePattern.namedOffset(date.offset, isLong)
    case .zone: text += date.zone.id
    case .zoneName(let isLong):
      text += isLong ? ZoneNames.long(date.zone, at: date.time) : ZoneNames.short(date.zone, at: date.time)
    case .region: if !date.zone.isOffset { text += "[\(date.zone.id)]" }
    case .optional(let inner): try print(inner, date, into: &text)
    case .padded(let width, let inner):
      var part = ""
      try print(inner, date, into: &part)
      guard part.unicodeScalars.count <= width else {
        throw .failed("Cannot print as output of \(part.unicodeScalars.count) characters exceeds pad width of \(width)")
      }
      text += String(repeating: " ", count: width - part.unicodeScalars.count) + part
    }
  }

  private func number(_ value: Int, _ field: DateField, _ least: Int, _ most: Int) throws(PebbleError) -> String {
    let digits = String(value.magnitude)
    guard digits.utf8.count <= most else {
      throw .failed(
        "Field \(field.name) cannot be printed as the value \(value) exceeds the maximum print width of \(most)")
    }
    let padded = String(repeating: "0", count: max(0, least - digits.utf8.count)) + digits
    if value < 0 { return "-" + padded }
    // A year that is wider than its place gets a sign, so that it can be read back.
    return least >= 4 && most > least && digits.utf8.count > least ? "+" + padded : padded
  }

  private func name(_ field: DateField, _ value: Int, _ style: Style) -> String {
    func pick(_ names: DateLocale.Names) -> [String] {
      switch style {
      case .full: names.full
      case .short: names.short
      case .narrow: names.narrow
      case .fullAlone: names.fullAlone
      case .shortAlone: names.shortAlone
      }
    }
    var names: [String]
    var place = value - 1
    switch field {
    case .month: names = pick(locale.months)
    case .weekday: names = pick(locale.weekdays)
    case .half: (names, place) = (locale.halves, value)
    case .era: (names, place) = (locale.eras, value + (style == .full ? 2 : style == .narrow ? 4 : 0))
    case .quarter:
      names = locale.quarters
      if style == .full || style == .fullAlone { place += 4 }
      if style == .narrow { names = ["1", "2", "3", "4"] }
    default: return String(value)
    }
    return names.indices.contains(place) ? names[place] : String(value)
  }

  private func fraction(_ nano: Int, _ least: Int, _ most: Int, _ hasPoint: Bool) -> String {
    var digits = Digits.padded(Int64(nano), to: 9)
    guard hasPoint else { return String(digits.prefix(most)) }
    // Less than 0: groups of three, none for zero.
    if least < 0 {
      while digits.hasSuffix("000") { digits.removeLast(3) }
    } else {
      while digits.hasSuffix("0"), digits.utf8.count > least { digits.removeLast() }
    }
    return digits.isEmpty ? "" : "." + digits
  }

  private static func namedOffset(_ offset: Int, _ isLong: Bool) -> String {
    guard offset != 0 else { return "GMT" }
    if isLong { return "GMT" + OffsetText.text(offset, "+HH:MM:ss", zero: "") }
    let magnitude = Int(offset.magnitude)
    var text = "GMT" + (offset < 0 ? "-" : "+") + String(magnitude / 3600)
    if magnitude % 3600 != 0 { text += ":" + Digits.two(Int64(magnitude / 60 % 60)) }
    if magnitude % 60 != 0 { text += ":" + Digits.two(Int64(magnitude % 60)) }
    return text
  }
}
