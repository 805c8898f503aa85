extension Lexer {
  private static let wordOperators = ["contains", "equals", "isIn", "and", "not", "or", "is"]
  private static let symbols: [[UInt8]] = [
    "???", "??", "==", "!=", ">=", "<=", "..", ">", "<", "+", "-", "*", "/", "%", "|", "~",
  ].map { Array($0.utf8) }

  /// One word of an expression, the longest operator first; `index` is not at white space.
  mutating func word() throws(PebbleError) {
    let start = index
    let first = bytes[start]
    if first.isLetter || first == .underscore || first >= 128 {
      if try wordOperator() { return }
      guard nameLength(at: start) > 0 else { throw unexpected(at: start) }
      index += nameLength(at: start)
      return try add(.name, text(start..<index), at: start)
    }
    if first.isDigit { return try number() }
    if first == .singleQuote || first == .doubleQuote { return try string(quote: first) }
    if let symbol = Lexer.symbols.first(where: { bytes[start...].starts(with: $0) }) {
      index += symbol.count
      return try add(.operation, text(start..<index), at: start)
    }
    guard let pair = Lexer.marks[first] else { throw unexpected(at: start) }
    if pair == .opens { open.append(first) }
    if case .closes(let opening) = pair {
      guard let last = open.last else { throw failure("Unexpected \"\(UnicodeScalar(first))\"", at: start) }
      guard last == opening else { throw failure("Unclosed \"\(Lexer.closing(last))\"", at: start) }
      open.removeLast()
    }
    index += 1
    try add(.punctuation, text(start..<index), at: start)
  }

  private enum Mark: Equatable {
    case opens, single
    case closes(UInt8)
  }

  private static let marks: [UInt8: Mark] = [
    UInt8(ascii: "("): .opens, UInt8(ascii: "["): .opens, .openBrace: .opens,
    UInt8(ascii: ")"): .closes(UInt8(ascii: "(")), UInt8(ascii: "]"): .closes(UInt8(ascii: "[")),
    .closeBrace: .closes(.openBrace), UInt8(ascii: "?"): .single, UInt8(ascii: ":"): .single,
    UInt8(ascii: "."): .single, UInt8(ascii: ","): .single, UInt8(ascii: "="): .single,
  ]

  private static func closing(_ mark: UInt8) -> String {
    switch mark {
    case UInt8(ascii: "("): ")"
    case UInt8(ascii: "["): "]"
    case .openBrace, .hash: "}"
    default: "\""
    }
  }

  private func unexpected(at place: Int) -> PebbleError {
    let character = text(place..<min(place + 4, bytes.count)).first.map(String.init) ?? ""
    return failure("Unexpected character [\(character)]", at: place)
  }

  private mutating func wordOperator() throws(PebbleError) -> Bool {
    guard let word = Lexer.wordOperators.first(where: { isWord($0, at: index) }) else { return false }
    let start = index
    index += word.utf8.count
    if word == "is", byte(at: index) == .space, isWord("not", at: index + 1) { index += 4 }
    try add(.operation, text(start..<index), at: start)
    return true
  }

  private func isWord(_ word: String, at place: Int) -> Bool {
    let end = place + word.utf8.count
    guard place < bytes.count, bytes[place...].starts(with: word.utf8) else { return false }
    let next = byte(at: end)
    return !(next.isLetter || next.isDigit || next == .underscore)
  }

  /// A letter or `_`, then letters, digits and `_`, in UTF-8 bytes.
  private func nameLength(at start: Int) -> Int {
    var place = start
    while place < bytes.count {
      let byte = bytes[place]
      if byte.isLetter || byte == .underscore || byte.isDigit && place > start {
        place += 1
        continue
      }
      guard byte >= 128 else { break }
      var decoder = UTF8()
      var rest = bytes[place..<min(place + 4, bytes.count)].makeIterator()
      guard case .scalarValue(let scalar) = decoder.decode(&rest) else { break }
      switch scalar.properties.generalCategory {
      case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: break
      case .decimalNumber where place > start: break
      default: return place - start
      }
      place += UTF8.width(scalar)
    }
    return place - start
  }

  private mutating func number() throws(PebbleError) {
    let start = index
    while byte(at: index).isDigit { index += 1 }
    if byte(at: index) == UInt8(ascii: "L") {
      try add(.long, text(start..<index), at: start)
      index += 1
      return
    }
    if byte(at: index) == UInt8(ascii: "."), byte(at: index + 1).isDigit {
      index += 1
      while byte(at: index).isDigit { index += 1 }
    }
    try add(.number, text(start..<index), at: start)
  }
}

extension UInt8 {
  static let openBrace = UInt8(ascii: "{")
  static let closeBrace = UInt8(ascii: "}")
  static let percent = UInt8(ascii: "%")
  static let hash = UInt8(ascii: "#")
  static let minus = UInt8(ascii: "-")
  static let underscore = UInt8(ascii: "_")
  static let space = UInt8(ascii: " ")
  static let backslash = UInt8(ascii: "\\")
  static let singleQuote = UInt8(ascii: "'")
  static let doubleQuote = UInt8(ascii: "\"")

  var isSpace: Bool { self == 32 || (9...13).contains(self) || (28...31).contains(self) }
  var isDigit: Bool { (48...57).contains(self) }
  var isLetter: Bool { (65...90).contains(self) || (97...122).contains(self) }
}
