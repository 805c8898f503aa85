/// A pattern of `java.text.DecimalFormat` with the symbols of the locale en_US.
struct DecimalPattern {
  /// Digits that a pattern may ask for before or after the point.
  static let maximumDigits = 340

  private var prefix = ""
  private var suffix = ""
  private var negativePrefix: String?
  private var negativeSuffix = ""
  private var minimumWhole = 0
  private var optionalWhole = 0
  private var minimumFraction = 0
  private var maximumFraction = 0
  private var grouping = 0
  private var power = 0
  /// At least so many digits of an exponent; `nil` for plain notation.
  private var exponentDigits: Int?
  private var hasPoint = false

  init(_ pattern: String) throws(PebbleError) {
    guard pattern.utf8.count <= 1024 else { throw .failed("The number format is longer than 1024 bytes.") }
    if pattern.isEmpty {
      // No pattern at all: every digit, grouped.
      (grouping, maximumFraction) = (3, DecimalPattern.maximumDigits)
      return
    }
    var rest = Array(pattern.unicodeScalars)[...]
    prefix = try affix(&rest, pattern)
    try number(&rest, pattern)
    suffix = try affix(&rest, pattern)
    if rest.first == ";" {
      rest = rest.dropFirst()
      var negative = self
      let before = try negative.affix(&rest, pattern)
      rest = rest.drop { "#0,.".unicodeScalars.contains($0) }
      (negativePrefix, negativeSuffix) = (before, try negative.affix(&rest, pattern))
      if negativePrefix == prefix, negativeSuffix == suffix { negativePrefix = nil }
    }
    guard rest.isEmpty else { throw DecimalPattern.malformed(pattern) }
  }

  private static func malformed(_ pattern: String) -> PebbleError { .failed("Malformed pattern \"\(pattern)\"") }

  private mutating func affix(_ rest: inout ArraySlice<Unicode.Scalar>, _ pattern: String) throws(PebbleError) -> String
  {
    var text = String.UnicodeScalarView()
    var isQuoted = false
    while let next = rest.first {
      if isQuoted || next == "'" {
        rest = rest.dropFirst()
        if next != "'" {
          text.append(next)
        } else if rest.first == "'" {
          text.append(next)
          rest = rest.dropFirst()
        } else {
          isQuoted.toggle()
        }
        continue
      }
      switch next {
      case "#", "0", ",", ".", ";": return String(text)
      case "%", "‰":
        power = next == "%" ? 2 : 3
        text.append(next)
      case "¤": text.append("$")
      default: text.append(next)
      }
      rest = rest.dropFirst()
    }
    guard !isQuoted else { throw DecimalPattern.malformed(pattern) }
    return String(text)
  }

  private mutating func number(_ rest: inout ArraySlice<Unicode.Scalar>, _ pattern: String) throws(PebbleError) {
    let malformed = DecimalPattern.malformed(pattern)
    var sinceGroup: Int?
    var hasTrailing = false
    while let next = rest.first {
      switch next {
      case "#":
        if hasPoint {
          maximumFraction += 1
          hasTrailing = true
        } else {
          guard minimumWhole == 0 else { throw malformed }
          optionalWhole += 1
          sinceGroup = sinceGroup.map { $0 + 1 }
        }
      case "0":
        if hasPoint {
          guard !hasTrailing else { throw malformed }
          minimumFraction += 1
          maximumFraction += 1
        } else {
          minimumWhole += 1
          sinceGroup = sinceGroup.map { $0 + 1 }
        }
      case ",":
        guard !hasPoint else { throw malformed }
        sinceGroup = 0
      case ".":
        guard !hasPoint else { throw .failed("Multiple decimal separators in pattern \"\(pattern)\"") }
        hasPoint = true
      case "E":
        rest = rest.dropFirst()
        let count = rest.prefix { $0 == "0" }.count
        guard count > 0, sinceGroup == nil else { throw malformed }
        exponentDigits = count
        rest = rest.dropFirst(count)
        return try finish(sinceGroup, malformed)
      default: return try finish(sinceGroup, malformed)
      }
      rest = rest.dropFirst()
    }
    try finish(sinceGroup, malformed)
  }

  private mutating func finish(_ sinceGroup: Int?, _ malformed: PebbleError) throws(PebbleError) {
    guard sinceGroup != 0 else { throw malformed }
    let most = max(minimumWhole + optionalWhole, maximumFraction)
    guard most <= DecimalPattern.maximumDigits else { throw malformed }
    grouping = sinceGroup ?? 0
    if minimumWhole == 0, maximumFraction == 0, optionalWhole > 0, exponentDigits == nil { minimumWhole = 1 }
    // `#.##` writes the 0 of 0.5, `#.00` does not.
    if minimumWhole == 0, minimumFraction == 0, optionalWhole > 0, exponentDigits == nil { minimumWhole = 1 }
  }

  func format(_ value: DecimalNumber) throws(PebbleError) -> String {
    var number = value
    if let special = number.special, special == "NaN" { return special }
    number.scale(by: power)
    let body: String
    if let special = number.special {
      body = special
    } else if let exponentDigits {
      body = scientific(number, exponentDigits)
    } else {
      number.round(toPlaces: maximumFraction)
      body = plain(number)
    }
    guard number.isNegative else { return prefix + body + suffix }
    return negativePrefix.map { $0 + body + negativeSuffix } ?? "-" + prefix + body + suffix
  }

  private func plain(_ number: DecimalNumber) -> String {
    var text = ""
    let whole = max(number.point, minimumWhole)
    for place in stride(from: whole, to: 0, by: -1) {
      text.append(Character(Unicode.Scalar(48 + number.digit(at: place))))
      if grouping > 0, place > 1, (place - 1).isMultiple(of: grouping) { text.append(",") }
    }
    let fraction = max(minimumFraction, number.digits.count - number.point)
    // Without a digit before the point and none after it there must still be one.
    if text.isEmpty, fraction <= 0 { text = "0" }
    guard fraction > 0 else { return text }
    text.append(".")
    for place in 0..<fraction { text.append(Character(Unicode.Scalar(48 + number.digit(at: -place)))) }
    return text
  }

  /// One digit before the point, or as many as `#` and `0` ask for: with more than one, the exponent is a multiple of them.
  private func scientific(_ value: DecimalNumber, _ exponentDigits: Int) -> String {
    var number = value
    let maximumWhole = minimumWhole + optionalWhole
    let isEngineering = maximumWhole > 1 && maximumWhole > minimumWhole
    let significant = max(1, maximumWhole) + maximumFraction
    number.round(toPlaces: significant - number.point)
    var exponent = number.isZero ? 0 : number.point
    if isEngineering {
      exponent =
        (exponent >= 1 ? (exponent - 1) / maximumWhole : (exponent - maximumWhole) / maximumWhole) * maximumWhole
    } else {
      exponent -= minimumWhole > 0 || minimumFraction > 0 ? minimumWhole : 1
    }
    if number.isZero { exponent = 0 }
    number.point -= exponent
    var text = plain(number)
    if minimumWhole == 0, text.hasPrefix(".") { text = "0" + text }
    let digits = String(exponent.magnitude)
    return text + "E" + (exponent < 0 ? "-" : "") + String(repeating: "0", count: max(0, exponentDigits - digits.count))
      + digits
  }
}
