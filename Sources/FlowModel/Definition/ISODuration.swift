/// ISO 8601 durations of days and less: `PnDTnHnMnS`. Years, months and weeks have no fixed length in Java's `Duration` and
/// are refused as there.
public enum ISODuration {
  /// Reads a duration; `nil` for anything else, and for what does not fit. A part may have a sign; seconds may have a
  /// fraction of up to nine digits.
  public static func parse(_ text: String) -> Duration? {
    var rest = Substring(text.uppercased())
    let isNegative = rest.hasPrefix("-")
    if isNegative || rest.hasPrefix("+") { rest.removeFirst() }
    guard rest.popFirst() == "P", !rest.isEmpty else { return nil }
    var seconds: Int64 = 0
    var nanoseconds: Int64 = 0
    var units: [(letter: Character, seconds: Int64)] = [("D", 86_400)]
    var isTime = false
    while !rest.isEmpty {
      if !isTime, rest.first == "T" {
        rest.removeFirst()
        isTime = true
        units = [("H", 3600), ("M", 60), ("S", 1)]
        guard !rest.isEmpty else { return nil }
        continue
      }
      guard let part = Part(takenFrom: &rest), let index = units.firstIndex(where: { $0.letter == part.unit }),
        part.nanoseconds == nil || part.unit == "S"
      else { return nil }
      let (scaled, overflow) = part.number.multipliedReportingOverflow(by: units[index].seconds)
      let (sum, sumOverflow) = seconds.addingReportingOverflow(scaled)
      guard !overflow, !sumOverflow else { return nil }
      seconds = sum
      nanoseconds = part.nanoseconds ?? 0
      units.removeFirst(index + 1)
    }
    guard seconds > -longestSeconds, seconds < longestSeconds else { return nil }
    let duration = Duration.seconds(seconds) + .nanoseconds(nanoseconds)
    return isNegative ? .zero - duration : duration
  }

  /// About thirty thousand years: sums of durations stay within `Duration`.
  private static let longestSeconds: Int64 = 1_000_000_000_000

  /// Writes a duration as Java does: hours, minutes and seconds, no days; `PT0S` for none.
  public static func text(of duration: Duration) -> String {
    guard duration != .zero else { return "PT0S" }
    let (seconds, attoseconds) = duration.components
    let hours = seconds / 3600
    let minutes = seconds % 3600 / 60
    let rest = seconds % 60
    let nanoseconds = (attoseconds / 1_000_000_000).magnitude
    var text = "PT"
    if hours != 0 { text += "\(hours)H" }
    if minutes != 0 { text += "\(minutes)M" }
    if rest != 0 || nanoseconds != 0 {
      if rest == 0, attoseconds < 0 { text += "-" }
      text += "\(rest)"
      if nanoseconds != 0 {
        let digits = String(nanoseconds + 1_000_000_000).dropFirst()
        text += "." + digits.prefix(9 - digits.reversed().prefix { $0 == "0" }.count)
      }
      text += "S"
    }
    return text == "PT" ? "PT0S" : text
  }

  /// A number and its unit.
  private struct Part {
    let number: Int64
    /// The fraction of a second, with the number's sign.
    let nanoseconds: Int64?
    let unit: Character

    init?(takenFrom rest: inout Substring) {
      let isNegative = rest.first == "-"
      if isNegative || rest.first == "+" { rest.removeFirst() }
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      rest.removeFirst(digits.count)
      guard let number = Int64(digits) else { return nil }
      var nanoseconds: Int64?
      if rest.first == "." || rest.first == "," {
        rest.removeFirst()
        let fraction = rest.prefix { $0.isASCII && $0.isNumber }
        rest.removeFirst(fraction.count)
        guard fraction.count <= 9 else { return nil }
        let padded = fraction + String(repeating: "0", count: 9 - fraction.count)
        nanoseconds = Int64(padded).map { isNegative ? -$0 : $0 }
      }
      guard let unit = rest.popFirst() else { return nil }
      self.number = isNegative ? -number : number
      self.nanoseconds = nanoseconds
      self.unit = unit
    }
  }
}
