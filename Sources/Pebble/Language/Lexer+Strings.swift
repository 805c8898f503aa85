extension Lexer {
  /// A text in quotes. Only a backslash before the own quote is an escape; every other backslash stays.
  mutating func string(quote: UInt8) throws(PebbleError) {
    let start = index
    var end = start + 1
    while end < bytes.count {
      let byte = bytes[end]
      if byte == quote { break }
      if byte == .hash, quote == .doubleQuote { return try interpolated() }
      end += byte == .backslash ? 2 : 1
    }
    guard end < bytes.count else {
      let mark = String(UnicodeScalar(quote))
      throw failure(quote == .doubleQuote ? "Unclosed \"\"\"" : "Unexpected character [\(mark)]", at: start)
    }
    index = end + 1
    var text = literal((start + 1)..<end)
    if text.utf8.contains(.backslash) { text = unescaped(text, quote: quote) }
    try add(.string, text, at: start)
  }

  private func unescaped(_ text: String, quote: UInt8) -> String {
    var result: [UInt8] = []
    for byte in text.utf8 {
      if byte == quote, result.last == .backslash { result.removeLast() }
      result.append(byte)
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// A double-quoted text with a `#` in it: its parts as they stand, backslashes included, and its interpolations.
  private mutating func interpolated() throws(PebbleError) {
    let start = index
    guard open.count < Lexer.maximumOpen else {
      throw PebbleError(.limit("\(Lexer.maximumOpen) open brackets"), offset: start)
    }
    open.append(.doubleQuote)
    index += 1
    while index < bytes.count {
      if bytes[index] == .doubleQuote {
        index += 1
        open.removeLast()
        return
      }
      if bytes[index] == .hash, byte(at: index + 1) == .openBrace {
        try interpolation()
        continue
      }
      let part = index
      while index < bytes.count, bytes[index] != .doubleQuote {
        if bytes[index] == .hash, byte(at: index + 1) == .openBrace { break }
        index += bytes[index] == .backslash ? 2 : 1
      }
      index = min(index, bytes.count)
      try add(.string, literal(part..<index), at: part)
    }
    throw failure("Unclosed \"\"\"", at: start)
  }

  private mutating func interpolation() throws(PebbleError) {
    let start = index
    try add(.interpolationStart, "#{", at: start)
    open.append(.hash)
    index += 2
    while true {
      skipSpace()
      guard index < bytes.count else { throw failure("Unclosed \"#{\"", at: start) }
      if bytes[index] == .closeBrace, open.last == .hash {
        open.removeLast()
        try add(.interpolationEnd, "}", at: index)
        index += 1
        return
      }
      try word()
    }
  }

  /// Texts may hold expressions that hold texts: this deep, counting brackets.
  static var maximumOpen: Int { 60 }
}
