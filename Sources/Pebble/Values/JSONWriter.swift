/// Writes values as JSON bytes. Labels are dropped.
struct JSONWriter {
  /// Values nested deeper become null, and ``isWithinBounds`` tells.
  static let maximumDepth = 512

  let pretty: Bool
  let keepingNulls: Bool
  private(set) var bytes: [UInt8] = []
  private(set) var isWithinBounds = true
  private let limit: Int

  init(pretty: Bool, keepingNulls: Bool, limit: Int = .max) {
    self.pretty = pretty
    self.keepingNulls = keepingNulls
    self.limit = limit
  }

  mutating func write(_ value: Value, depth: Int) {
    switch value {
    case .list(let items) where depth <= JSONWriter.maximumDepth: write(items, depth)
    case .map(let entries) where depth <= JSONWriter.maximumDepth: write(entries, depth)
    case .list, .map:
      isWithinBounds = false
      bytes.append(contentsOf: "null".utf8)
    case .string(let text): writeString(text)
    case .instant: writeString(value.text)
    case .secret(let secret): write(secret.revealed, depth: depth)
    case .double(let number) where !number.isFinite: writeString(value.text)
    case .null: bytes.append(contentsOf: "null".utf8)
    case .bool(let flag): bytes.append(contentsOf: (flag ? "true" : "false").utf8)
    case .int(let number): writePlain(String(number))
    case .double, .exact: writePlain(value.text)
    }
    if bytes.count > limit { isWithinBounds = false }
  }

  private mutating func write(_ items: [Value], _ depth: Int) {
    bytes.append(UInt8(ascii: "["))
    var isFirst = true
    for item in items {
      separate(!isFirst, depth: depth + 1)
      isFirst = false
      write(item, depth: depth + 1)
      if bytes.count > limit { return }
    }
    if !isFirst { newLine(depth: depth) }
    bytes.append(UInt8(ascii: "]"))
  }

  private mutating func write(_ entries: ValueMap, _ depth: Int) {
    bytes.append(UInt8(ascii: "{"))
    var isFirst = true
    for (key, value) in entries {
      if !keepingNulls, value.isNullInside { continue }
      separate(!isFirst, depth: depth + 1)
      isFirst = false
      writeString(key)
      bytes.append(UInt8(ascii: ":"))
      if pretty { bytes.append(32) }
      write(value, depth: depth + 1)
      if bytes.count > limit { return }
    }
    if !isFirst { newLine(depth: depth) }
    bytes.append(UInt8(ascii: "}"))
  }

  private mutating func separate(_ needsComma: Bool, depth: Int) {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    newLine(depth: depth)
  }

  private mutating func newLine(depth: Int) {
    guard pretty else { return }
    bytes.append(10)
    bytes += repeatElement(32, count: depth * 2)
  }

  private mutating func writePlain(_ text: String) { bytes.append(contentsOf: text.utf8) }

  private mutating func writeString(_ text: String) {
    var text = text
    text.withUTF8 { buffer in
      bytes.append(UInt8(ascii: "\""))
      var copied = 0
      for (index, byte) in buffer.enumerated() where byte < 32 || byte == 34 || byte == 92 {
        bytes.append(contentsOf: buffer[copied..<index])
        escape(byte)
        copied = index + 1
      }
      bytes.append(contentsOf: buffer[copied...])
      bytes.append(UInt8(ascii: "\""))
    }
  }

  private mutating func escape(_ byte: UInt8) {
    bytes.append(UInt8(ascii: "\\"))
    switch byte {
    case 10: bytes.append(UInt8(ascii: "n"))
    case 13: bytes.append(UInt8(ascii: "r"))
    case 9: bytes.append(UInt8(ascii: "t"))
    case 8: bytes.append(UInt8(ascii: "b"))
    case 12: bytes.append(UInt8(ascii: "f"))
    case 0..<32:
      let digits: StaticString = "0123456789ABCDEF"
      bytes.append(contentsOf: "u00".utf8)
      digits.withUTF8Buffer { bytes.append(contentsOf: [$0[Int(byte >> 4)], $0[Int(byte & 15)]]) }
    default: bytes.append(byte)
    }
  }
}
