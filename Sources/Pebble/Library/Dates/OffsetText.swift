/// Offsets from UTC as text.
enum OffsetText {
  /// `Z`, `+02:00`, `-00:30:15`.
  static func id(_ offset: Int) -> String { offset == 0 ? "Z" : text(offset, "+HH:MM:ss", zero: "Z") }

  /// By one of Java's patterns: `+HHmm` (minutes if there are any), `+HH:MM`, `+HHMMss` (seconds if there are any) …
  static func text(_ offset: Int, _ pattern: String, zero: String) -> String {
    guard offset != 0 else { return zero }
    let magnitude = Int(offset.magnitude)
    let (hours, minutes, seconds) = (magnitude / 3600, magnitude / 60 % 60, magnitude % 60)
    let colon = pattern.contains(":") ? ":" : ""
    var text = (offset < 0 ? "-" : "+") + Digits.two(Int64(hours))
    let showsSeconds = pattern.hasSuffix("SS") || pattern.hasSuffix("ss") && seconds != 0
    if pattern.contains("MM") || minutes != 0 || showsSeconds { text += colon + Digits.two(Int64(minutes)) }
    if showsSeconds { text += colon + Digits.two(Int64(seconds)) }
    return text
  }

  /// Reads `+h`, `+hh`, `+hhmm`, `+hh:mm`, `+hhmmss`, `+hh:mm:ss`, all of it.
  static func offset(_ text: String) -> Int? {
    let bytes = Array(text.utf8)
    guard let (offset, length) = read(bytes[...]), length == bytes.count else { return nil }
    return offset
  }

  /// Reads an offset at the start of a text.
  static func read(_ bytes: ArraySlice<UInt8>) -> (offset: Int, length: Int)? {
    guard let sign = bytes.first else { return nil }
    if sign == UInt8(ascii: "Z") { return (0, 1) }
    guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { return nil }
    var rest = bytes.dropFirst()
    var parts: [Int] = []
    func number(_ rest: ArraySlice<UInt8>, _ count: Int) -> Int? {
      let digits = rest.prefix(count)
      guard digits.count == count, digits.allSatisfy({ (48...57).contains($0) }) else { return nil }
      return digits.reduce(0) { $0 * 10 + Int($1) - 48 }
    }
    if let hours = number(rest, 2) {
      parts.append(hours)
      rest = rest.dropFirst(2)
    } else if let hours = number(rest, 1) {
      return hours <= 18 ? ((sign == UInt8(ascii: "-") ? -1 : 1) * hours * 3600, 2) : nil
    } else {
      return nil
    }
    let hasColon = rest.first == UInt8(ascii: ":")
    while parts.count < 3 {
      let next = hasColon ? (rest.first == UInt8(ascii: ":") ? rest.dropFirst() : []) : rest
      guard let part = number(next, 2) else { break }
      parts.append(part)
      rest = next.dropFirst(2)
    }
    parts += [0, 0]
    guard parts[0] <= 18, parts[1] < 60, parts[2] < 60 else { return nil }
    let seconds = parts[0] * 3600 + parts[1] * 60 + parts[2]
    return (sign == UInt8(ascii: "-") ? -seconds : seconds, bytes.count - rest.count)
  }
}
