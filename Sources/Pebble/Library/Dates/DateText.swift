/// Dates in UTC by java.time patterns of the letters `yMdHmsS` and quoted text, or a named format.
enum DateText {
  static func format(_ instant: Instant, by format: String) throws(PebbleError) -> String {
    let patterns = [
      "iso": "yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'", "iso_sec": "yyyy-MM-dd'T'HH:mm:ss'Z'",
      "sql": "yyyy-MM-dd HH:mm:ss.SSSSSS", "sql_seq": "yyyy-MM-dd HH:mm:ss", "iso_local_date": "yyyy-MM-dd",
    ]
    let days = instant.seconds.flooredQuotient(by: 86_400)
    let date = CivilDate(daysSinceEpoch: Int(days))
    let second = instant.seconds - days * 86_400
    var text = ""
    var rest = Array(patterns[format] ?? format)[...]
    while let letter = rest.first {
      let run = rest.prefix { $0 == letter }.count
      if letter == "'" {
        rest = rest.dropFirst()
        guard let close = rest.firstIndex(of: "'") else {
          throw .failed("Pattern ends with an incomplete string literal")
        }
        text += close == rest.startIndex ? "'" : String(rest[..<close])
        rest = rest[rest.index(after: close)...]
        continue
      }
      rest = rest.dropFirst(run)
      switch letter {
      case "y", "u": text += run == 2 ? Digits.two(Int64(date.year % 100)) : Digits.padded(Int64(date.year), to: run)
      case "M": text += Digits.padded(Int64(date.month), to: run)
      case "d": text += Digits.padded(Int64(date.day), to: run)
      case "H": text += Digits.padded(second / 3600, to: run)
      case "m": text += Digits.padded(second / 60 % 60, to: run)
      case "s": text += Digits.padded(second % 60, to: run)
      case "S": text += Digits.padded(Int64(instant.nanoseconds), to: 9).prefix(min(run, 9))
      case "a"..."z", "A"..."Z": throw .failed("Unknown pattern letter: \(letter)")
      default: text += String(repeating: letter, count: run)
      }
    }
    return text
  }
}
