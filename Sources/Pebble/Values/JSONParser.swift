import OrderedCollections

/// A recursive descent over UTF-8 bytes, bounded by ``JSON/maximumDepth``.
struct JSONParser {
  private let bytes: [UInt8]
  private var index = 0
  private var depth = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  mutating func document() throws(JSONError) -> Value {
    let value = try value()
    skipSpace()
    guard index == bytes.count else { throw failure("unexpected text after the value") }
    return value
  }

  private var next: UInt8? { index < bytes.count ? bytes[index] : nil }

  private func failure(_ reason: String) -> JSONError { JSONError(reason: reason, offset: index) }

  private mutating func skipSpace() {
    while let byte = next, byte == 32 || byte == 10 || byte == 13 || byte == 9 { index += 1 }
  }

  private mutating func value() throws(JSONError) -> Value {
    skipSpace()
    guard let byte = next else { throw failure("unexpected end") }
    switch byte {
    case UInt8(ascii: "{"): return try nested { parser throws(JSONError) in try parser.object() }
    case UInt8(ascii: "["): return try nested { parser throws(JSONError) in try parser.array() }
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return try number()
    }
  }

  private mutating func nested(_ body: (inout JSONParser) throws(JSONError) -> Value) throws(JSONError) -> Value {
    guard depth < JSON.maximumDepth else { throw failure("nested deeper than \(JSON.maximumDepth)") }
    depth += 1
    defer { depth -= 1 }
    index += 1
    return try body(&self)
  }

  private mutating func word(_ word: StaticString, _ value: Value) throws(JSONError) -> Value {
    let count = word.utf8CodeUnitCount
    let matches = word.withUTF8Buffer { bytes[index...].prefix(count).elementsEqual($0) }
    guard matches else { throw failure("unexpected character") }
    index += count
    return value
  }

  private mutating func object() throws(JSONError) -> Value {
    var entries: ValueMap = [:]
    skipSpace()
    if next == UInt8(ascii: "}") {
      index += 1
      return .map(entries)
    }
    while true {
      skipSpace()
      guard next == UInt8(ascii: "\"") else { throw failure("expected a key in quotes") }
      let key = try string()
      skipSpace()
      guard next == UInt8(ascii: ":") else { throw failure("expected ':'") }
      index += 1
      entries[key] = try value()
      skipSpace()
      let byte = next
      index += 1
      if byte == UInt8(ascii: "}") { return .map(entries) }
      guard byte == UInt8(ascii: ",") else {
        index -= 1
        throw failure("expected ',' or '}'")
      }
    }
  }

  private mutating func array() throws(JSONError) -> Value {
    var items: [Value] = []
    skipSpace()
    if next == UInt8(ascii: "]") {
      index += 1
      return .list(items)
    }
    while true {
      items.append(try value())
      skipSpace()
      let byte = next
      index += 1
      if byte == UInt8(ascii: "]") { return .list(items) }
      guard byte == UInt8(ascii: ",") else {
        index -= 1
        throw failure("expected ',' or ']'")
      }
    }
  }

  private mutating func string() throws(JSONError) -> String {
    index += 1
    var text: [UInt8] = []
    while let byte = next {
      index += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"): try escape(into: &text)
      case 0..<32: throw failure("control character in a string")
      default: text.append(byte)
      }
    }
    throw failure("unclosed string")
  }

  private mutating func escape(into text: inout [UInt8]) throws(JSONError) {
    guard let byte = next else { throw failure("unclosed string") }
    index += 1
    switch byte {
    case UInt8(ascii: "n"): text.append(10)
    case UInt8(ascii: "t"): text.append(9)
    case UInt8(ascii: "r"): text.append(13)
    case UInt8(ascii: "b"): text.append(8)
    case UInt8(ascii: "f"): text.append(12)
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
    case UInt8(ascii: "u"):
      let unit = try codeUnit()
      if UTF16.isLeadSurrogate(unit), next == UInt8(ascii: "\\"), index + 1 < bytes.count,
        bytes[index + 1] == UInt8(ascii: "u")
      {
        index += 2
        let second = try codeUnit()
        text += Array(String(decoding: [unit, second], as: UTF16.self).utf8)
      } else {
        // A lone surrogate has no UTF-8 form: it becomes U+FFFD.
        text += Array(String(decoding: [unit], as: UTF16.self).utf8)
      }
    default: throw failure("unknown escape")
    }
  }

  private mutating func codeUnit() throws(JSONError) -> UInt16 {
    let digits = bytes[min(index, bytes.count)...].prefix(4)
    guard digits.count == 4, let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16) else {
      throw failure("broken \\u escape")
    }
    index += 4
    return unit
  }

  private mutating func number() throws(JSONError) -> Value {
    let start = index
    if next == UInt8(ascii: "-") { index += 1 }
    let digits = digitCount()
    guard digits > 0 else { throw failure("unexpected character") }
    var isWhole = true
    if next == UInt8(ascii: ".") {
      isWhole = false
      index += 1
      guard digitCount() > 0 else { throw failure("expected a digit") }
    }
    if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
      isWhole = false
      index += 1
      if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { index += 1 }
      guard digitCount() > 0 else { throw failure("expected a digit") }
    }
    let text = String(decoding: bytes[start..<index], as: UTF8.self)
    if isWhole { return Int(text).map { .int($0) } ?? .exact(ExactNumber(validated: text)) }
    guard let number = Double(text), number.isFinite else { return .exact(ExactNumber(validated: text)) }
    return .double(number)
  }

  private mutating func digitCount() -> Int {
    let start = index
    while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { index += 1 }
    return index - start
  }
}
