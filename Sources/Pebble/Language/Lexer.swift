/// A word of the language.
struct Token: Sendable {
  enum Kind: Hashable, Sendable {
    case text(String)
    case printStart, printEnd, tagStart, tagEnd
    case name(String), number(String), string(String)
    case operation(String)
    case punctuation(Character)
    /// `"… #{x} …"`: the raw inside with its offset.
    case interpolated(String)
    case end
  }

  let kind: Kind
  let offset: Int
}

/// Template text to tokens.
struct Lexer {
  private let bytes: [UInt8]
  private var index = 0
  private var tokens: [Token] = []
  private var trimsNextText = false

  private static let words: Set<String> = ["or", "and", "is", "not", "contains", "equals"]
  private static let symbols = ["???", "??", "==", "!=", ">=", "<=", "..", ">", "<", "+", "-", "*", "/", "%", "|", "~"]

  init(_ source: String) {
    bytes = Array(source.utf8)
  }

  mutating func tokenize() throws(PebbleError) -> [Token] {
    while index < bytes.count { try text() }
    tokens.append(Token(kind: .end, offset: bytes.count))
    return tokens
  }

  /// The tokens of an expression alone, as inside `#{ }`.
  mutating func tokenizeExpression() throws(PebbleError) -> [Token] {
    while try skipSpaceAndReadToken() {}
    tokens.append(Token(kind: .end, offset: bytes.count))
    return tokens
  }

  private func starts(with text: StaticString, at place: Int) -> Bool {
    guard place + text.utf8CodeUnitCount <= bytes.count else { return false }
    return text.withUTF8Buffer { bytes[place...].starts(with: $0) }
  }

  private mutating func text() throws(PebbleError) {
    let start = index
    while index < bytes.count,
      !(starts(with: "{{", at: index) || starts(with: "{%", at: index) || starts(with: "{#", at: index))
    {
      index += 1
    }
    var content = Array(bytes[start..<index])
    let isOpening = index < bytes.count
    let trims =
      isOpening && index + 3 < bytes.count && bytes[index + 2] == UInt8(ascii: "-") && isSpace(bytes[index + 3])
    if trimsNextText { content = Array(content.drop(while: isSpace)) }
    trimsNextText = false
    if trims { while let last = content.last, isSpace(last) { content.removeLast() } }
    if !content.isEmpty { tokens.append(Token(kind: .text(String(decoding: content, as: UTF8.self)), offset: start)) }
    guard isOpening else { return }
    if starts(with: "{#", at: index) { return try comment() }
    let isPrint = starts(with: "{{", at: index)
    let opening = index
    tokens.append(Token(kind: isPrint ? .printStart : .tagStart, offset: index))
    index += trims ? 3 : 2
    try code(isPrint: isPrint, opening: opening)
  }

  private mutating func comment() throws(PebbleError) {
    let start = index
    while index < bytes.count, !starts(with: "#}", at: index) { index += 1 }
    guard index < bytes.count else { throw PebbleError(.syntax("Unclosed comment."), offset: start) }
    trimsNextText = bytes[index - 1] == UInt8(ascii: "-")
    index += 2
  }

  private mutating func code(isPrint: Bool, opening: Int) throws(PebbleError) {
    var depth: [Character] = []
    while true {
      while index < bytes.count, isSpace(bytes[index]) { index += 1 }
      guard index < bytes.count else {
        throw PebbleError(.syntax("Unclosed \"\(isPrint ? "{{" : "{%")\""), offset: opening)
      }
      if depth.isEmpty {
        let trimmed = bytes[index] == UInt8(ascii: "-")
        let place = trimmed ? index + 1 : index
        if starts(with: isPrint ? "}}" : "%}", at: place) {
          tokens.append(Token(kind: isPrint ? .printEnd : .tagEnd, offset: place))
          index = place + 2
          trimsNextText = trimmed
          return
        }
      }
      guard try skipSpaceAndReadToken() else { continue }
      if case .punctuation(let mark)? = tokens.last?.kind {
        if "([{".contains(mark) { depth.append(mark) }
        if ")]}".contains(mark) {
          guard depth.popLast() != nil else { throw PebbleError(.syntax("Unexpected \"\(mark)\""), offset: index - 1) }
        }
      }
    }
  }

  private mutating func skipSpaceAndReadToken() throws(PebbleError) -> Bool {
    while index < bytes.count, isSpace(bytes[index]) { index += 1 }
    guard index < bytes.count else { return false }
    let byte = bytes[index]
    let start = index
    if isNameStart(byte) {
      while index < bytes.count, isNameStart(bytes[index]) || isDigit(bytes[index]) { index += 1 }
      let word = String(decoding: bytes[start..<index], as: UTF8.self)
      if word == "is", starts(with: " not", at: index), index + 4 >= bytes.count || !isNameStart(bytes[index + 4]) {
        index += 4
        add(.operation("is not"), start)
      } else {
        add(Lexer.words.contains(word) ? .operation(word) : .name(word), start)
      }
    } else if isDigit(byte) {
      while index < bytes.count, isDigit(bytes[index]) { index += 1 }
      if index + 1 < bytes.count, bytes[index] == UInt8(ascii: "."), isDigit(bytes[index + 1]) {
        index += 1
        while index < bytes.count, isDigit(bytes[index]) { index += 1 }
      }
      add(.number(String(decoding: bytes[start..<index], as: UTF8.self)), start)
      if index < bytes.count, bytes[index] == UInt8(ascii: "L") { index += 1 }
    } else if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
      try string(quote: byte)
    } else if let symbol = Lexer.symbols.first(where: { bytes[index...].starts(with: $0.utf8) }) {
      index += symbol.utf8.count
      add(.operation(symbol), start)
    } else if "()[]{}?:.,=".utf8.contains(byte) {
      index += 1
      add(.punctuation(Character(Unicode.Scalar(byte))), start)
    } else {
      throw PebbleError(
        .syntax("Unexpected character [\(String(decoding: bytes[index...].prefix(1), as: UTF8.self))]"), offset: start)
    }
    return true
  }

  private mutating func add(_ kind: Token.Kind, _ offset: Int) { tokens.append(Token(kind: kind, offset: offset)) }

  private mutating func string(quote: UInt8) throws(PebbleError) {
    let start = index
    index += 1
    var content: [UInt8] = []
    var depth = 0
    var isInterpolated = false
    while index < bytes.count {
      let byte = bytes[index]
      if quote == UInt8(ascii: "\""), starts(with: "#{", at: index) {
        depth += 1
        isInterpolated = true
        content += [byte, bytes[index + 1]]
        index += 2
        continue
      }
      if depth > 0 {
        if byte == UInt8(ascii: "}") { depth -= 1 }
      } else if byte == UInt8(ascii: "\\"), index + 1 < bytes.count, bytes[index + 1] == quote {
        content.append(quote)
        index += 2
        continue
      } else if byte == quote {
        index += 1
        let text = String(decoding: content, as: UTF8.self)
        return add(isInterpolated ? .interpolated(text) : .string(text), start)
      }
      content.append(byte)
      index += 1
    }
    throw PebbleError(
      .syntax("Unexpected character [\(quote == UInt8(ascii: "'") ? "'" : "\"")]: the text is not closed"),
      offset: start)
  }
}

private func isSpace(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }
private func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
/// Letters, `_` and every byte of a character beyond ASCII.
private func isNameStart(_ byte: UInt8) -> Bool {
  (65...90).contains(byte) || (97...122).contains(byte) || byte == 95 || byte >= 128
}
