/// Writes values as JSON bytes.
struct JSONWriter {
  let pretty: Bool
  let keepingNulls: Bool
  private(set) var bytes: [UInt8] = []

  init(pretty: Bool, keepingNulls: Bool) {
    self.pretty = pretty
    self.keepingNulls = keepingNulls
  }

  mutating func write(_ value: Value, depth: Int) {
    switch value {
    case .list(let items):
      enclose("[", "]", isEmpty: items.isEmpty, depth: depth) { writer in
        for (index, item) in items.enumerated() {
          writer.separate(index > 0, depth: depth + 1)
          writer.write(item, depth: depth + 1)
        }
      }
    case .map(let entries):
      let shown = keepingNulls ? entries : entries.filter { $0.value != .null }
      enclose("{", "}", isEmpty: shown.isEmpty, depth: depth) { writer in
        for (index, entry) in shown.enumerated() {
          writer.separate(index > 0, depth: depth + 1)
          writer.writeString(entry.key)
          writer.bytes += writer.pretty ? [UInt8(ascii: ":"), 32] : [UInt8(ascii: ":")]
          writer.write(entry.value, depth: depth + 1)
        }
      }
    case .string(let text): writeString(text)
    case .instant, .secret: writeString(value.text)
    case .double(let number) where !number.isFinite: writeString(value.text)
    case .null: bytes += "null".utf8
    case .bool, .int, .double, .exact: bytes += value.text.utf8
    }
  }

  private mutating func enclose(
    _ open: Character, _ close: Character, isEmpty: Bool, depth: Int, _ body: (inout JSONWriter) -> Void
  ) {
    bytes += String(open).utf8
    if !isEmpty {
      body(&self)
      newLine(depth: depth)
    }
    bytes += String(close).utf8
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

  private mutating func writeString(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
      case 10: bytes += "\\n".utf8
      case 13: bytes += "\\r".utf8
      case 9: bytes += "\\t".utf8
      case 8: bytes += "\\b".utf8
      case 12: bytes += "\\f".utf8
      case 0..<32:
        let digits = Array("0123456789ABCDEF".utf8)
        bytes += "\\u00".utf8
        bytes += [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}
