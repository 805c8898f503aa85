/// Template text to tokens, over UTF-8 bytes.
struct Lexer {
  let bytes: [UInt8]
  var index = 0
  private(set) var tokens: [Token] = []
  /// What is open, innermost last: `( [ {`, `"` for a text with interpolation, `#` for an interpolation.
  var open: [UInt8] = []
  private var trimsNextText = false
  private var rawRegions: RawRegions
  private let limits: Limits

  /// - Parameter keepsRawTags: whether `{% raw %}` tags stay in the text, for a text that is rendered again.
  init(_ source: String, limits: Limits, keepsRawTags: Bool = false) {
    bytes = Array(source.utf8)
    self.limits = limits
    rawRegions = RawRegions(keepsTags: keepsRawTags)
    tokens.reserveCapacity(min(bytes.count / 6 + 4, 1024))
  }

  mutating func tokenize() throws(PebbleError) -> [Token] {
    while index < bytes.count { try data() }
    try add(.end, "", at: bytes.count)
    return tokens
  }

  mutating func add(_ kind: Token.Kind, _ text: String, at offset: Int) throws(PebbleError) {
    guard tokens.count < limits.tokens else {
      throw PebbleError(.limit("a template of \(limits.tokens) words"), offset: offset)
    }
    tokens.append(Token(kind: kind, text: text, offset: offset))
  }

  func byte(at place: Int) -> UInt8 { place < bytes.count && place >= 0 ? bytes[place] : 0 }

  func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  func failure(_ message: String, at offset: Int) -> PebbleError { PebbleError(.syntax(message), offset: offset) }

  mutating func skipSpace() {
    while index < bytes.count, bytes[index].isSpace { index += 1 }
  }

  // MARK: Text between the tags

  private mutating func data() throws(PebbleError) {
    let start = index
    var end = start
    while end < bytes.count {
      guard let brace = bytes[end...].firstIndex(of: .openBrace), brace + 1 < bytes.count else {
        end = bytes.count
        break
      }
      end = brace
      let next = bytes[brace + 1]
      if next == .openBrace || next == .percent || next == .hash { break }
      end += 1
    }
    let isOpening = end < bytes.count
    if isOpening, bytes[end + 1] == .percent, let region = rawRegions.region(in: bytes, at: end) {
      try addText(start..<end, trimsEnd: false)
      if !region.shown.isEmpty { try add(.text, text(region.shown), at: region.shown.lowerBound) }
      index = region.end
      return
    }
    let trims = isOpening && byte(at: end + 2) == .minus && byte(at: end + 3).isSpace
    try addText(start..<end, trimsEnd: trims)
    index = end
    guard isOpening else { return }
    let mark = bytes[end + 1]
    index += trims ? 3 : 2
    switch mark {
    case .hash: try comment(from: end)
    case .openBrace:
      try add(.printStart, "{{", at: end)
      try code(until: .closeBrace, opening: end)
    default:
      if let close = verbatimStart() { return try verbatim(from: close, opening: end) }
      try add(.tagStart, "{%", at: end)
      try code(until: .percent, opening: end)
    }
  }

  private mutating func addText(_ range: Range<Int>, trimsEnd: Bool) throws(PebbleError) {
    var range = range
    if trimsNextText { range = trimmedStart(of: range) }
    trimsNextText = false
    if trimsEnd { range = trimmedEnd(of: range) }
    if !range.isEmpty { try add(.text, text(range), at: range.lowerBound) }
  }

  private func trimmedStart(of range: Range<Int>) -> Range<Int> {
    (bytes[range].firstIndex { !$0.isSpace } ?? range.upperBound)..<range.upperBound
  }

  private func trimmedEnd(of range: Range<Int>) -> Range<Int> {
    range.lowerBound..<(bytes[range].lastIndex { !$0.isSpace }.map { $0 + 1 } ?? range.lowerBound)
  }

  private mutating func comment(from start: Int) throws(PebbleError) {
    let content = index
    while true {
      guard let hash = bytes[index...].firstIndex(of: .hash), hash + 1 < bytes.count else {
        throw failure("Unclosed comment.", at: start)
      }
      index = hash + 1
      guard bytes[index] == .closeBrace else { continue }
      trimsNextText = hash - 2 >= content && bytes[hash - 1] == .minus && bytes[hash - 2].isSpace
      index += 1
      return
    }
  }

  // MARK: Verbatim

  /// The place behind `verbatim %}` when that is what follows.
  private func verbatimStart() -> Int? {
    var place = index
    while byte(at: place).isSpace { place += 1 }
    return endOfWord("verbatim", at: place)?.end
  }

  /// The place behind `word -%}`, and whether there is a minus.
  private func endOfWord(_ word: StaticString, at start: Int) -> (end: Int, trims: Bool)? {
    guard starts(with: word, at: start) else { return nil }
    var place = start + word.utf8CodeUnitCount
    while byte(at: place).isSpace { place += 1 }
    let trims = byte(at: place) == .minus
    if trims { place += 1 }
    guard byte(at: place) == .percent, byte(at: place + 1) == .closeBrace else { return nil }
    return (place + 2, trims)
  }

  func starts(with text: StaticString, at place: Int) -> Bool {
    guard place >= 0, place + text.utf8CodeUnitCount <= bytes.count else { return false }
    return text.withUTF8Buffer { bytes[place...].starts(with: $0) }
  }

  /// The body as text. Its leading white space is always dropped, as in Pebble.
  private mutating func verbatim(from start: Int, opening: Int) throws(PebbleError) {
    var place = start
    while let percent = bytes[place...].firstIndex(of: .percent) {
      place = percent + 1
      guard percent > start, bytes[percent - 1] == .openBrace else { continue }
      var word = place
      let trimsBody = byte(at: word) == .minus
      if trimsBody { word += 1 }
      while byte(at: word).isSpace { word += 1 }
      guard let close = endOfWord("endverbatim", at: word) else { continue }
      var range = trimmedStart(of: start..<(percent - 1))
      if trimsBody { range = trimmedEnd(of: range) }
      if !range.isEmpty { try add(.text, rawRegions.untagged(bytes, range), at: range.lowerBound) }
      trimsNextText = close.trims
      index = close.end
      return
    }
    throw failure("Unclosed verbatim tag.", at: opening)
  }

  // MARK: Code

  private mutating func code(until mark: UInt8, opening: Int) throws(PebbleError) {
    while true {
      skipSpace()
      guard index < bytes.count else { break }
      if open.isEmpty {
        let trims = bytes[index] == .minus
        let place = trims ? index + 1 : index
        if byte(at: place) == mark, byte(at: place + 1) == .closeBrace {
          try add(mark == .percent ? .tagEnd : .printEnd, mark == .percent ? "%}" : "}}", at: place)
          index = place + 2
          trimsNextText = trims
          return
        }
      }
      try word()
    }
    if let bracket = open.last {
      throw failure("Unclosed \"\(bracket == .hash ? "#{" : String(UnicodeScalar(bracket)))\"", at: opening)
    }
    if bytes.last?.isSpace == true { throw failure("Unexpected character [end of template]", at: opening) }
  }

  /// The text of a string without the tags of raw regions in it.
  mutating func literal(_ range: Range<Int>) -> String { rawRegions.untagged(bytes, range) }
}
