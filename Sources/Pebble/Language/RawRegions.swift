/// Finds `{% raw %}…{% endraw %}` on one line, which Kestra takes out of a template before it is parsed.
struct RawRegions {
  struct Region {
    /// What of it is text.
    let shown: Range<Int>
    /// The place behind it.
    let end: Int
  }

  let keepsTags: Bool
  /// Before this place no line has an end tag to find; spares looking again.
  private var fruitlessUntil = 0

  init(keepsTags: Bool) {
    self.keepsTags = keepsTags
  }

  /// The region that begins at the `{%` at `start`.
  mutating func region(in bytes: [UInt8], at start: Int) -> Region? {
    guard start >= fruitlessUntil, let body = tag("raw", in: bytes, at: start) else { return nil }
    var place = body
    while place < bytes.count, bytes[place] != 10, bytes[place] != 13 {
      if bytes[place] == .openBrace, let end = tag("endraw", in: bytes, at: place) {
        return Region(shown: keepsTags ? start..<end : body..<place, end: end)
      }
      place += 1
    }
    fruitlessUntil = place
    return nil
  }

  /// The text of a range without the tags of the regions in it.
  mutating func untagged(_ bytes: [UInt8], _ range: Range<Int>) -> String {
    var result: [UInt8] = []
    var copied = range.lowerBound
    var place = range.lowerBound
    while !keepsTags, let brace = bytes[place..<range.upperBound].firstIndex(of: .openBrace) {
      place = brace + 1
      guard place < range.upperBound, bytes[place] == .percent, let region = region(in: bytes, at: brace),
        region.end <= range.upperBound
      else { continue }
      result += bytes[copied..<brace]
      result += bytes[region.shown]
      copied = region.end
      place = region.end
    }
    guard copied > range.lowerBound else { return String(decoding: bytes[range], as: UTF8.self) }
    return String(decoding: result + bytes[copied..<range.upperBound], as: UTF8.self)
  }

  /// The place behind `{%- word -%}`, with any number of minus signs.
  private func tag(_ word: StaticString, in bytes: [UInt8], at start: Int) -> Int? {
    guard start + 1 < bytes.count, bytes[start] == .openBrace, bytes[start + 1] == .percent else { return nil }
    var place = start + 2
    while place < bytes.count, bytes[place] == .minus { place += 1 }
    while place < bytes.count, bytes[place].isSpace { place += 1 }
    guard place + word.utf8CodeUnitCount <= bytes.count,
      word.withUTF8Buffer({ bytes[place...].starts(with: $0) })
    else { return nil }
    place += word.utf8CodeUnitCount
    while place < bytes.count, bytes[place].isSpace { place += 1 }
    while place < bytes.count, bytes[place] == .minus { place += 1 }
    guard place + 1 < bytes.count, bytes[place] == .percent, bytes[place + 1] == .closeBrace else { return nil }
    return place + 2
  }
}
