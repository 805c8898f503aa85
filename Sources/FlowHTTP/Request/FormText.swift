import Pebble

/// The text forms that form fields are sent in.
enum FormText {
  /// What Java's `toString` makes of a value: lists as `[a, b]`, maps as `{k=v}`. `nil` for null itself.
  static func java(_ value: Value) -> LabelledText? {
    value.revealed == .null ? nil : labelled(value, \.text)
  }

  static func json(_ value: Value) -> LabelledText {
    labelled(value) { JSON.text(of: $0) }
  }

  private static func labelled(_ value: Value, _ text: (Value) -> String) -> LabelledText {
    guard value.containsSecret else { return LabelledText(text(value)) }
    return LabelledText(revealed: text(value.revealed), masked: text(value.masked))
  }

  /// `application/x-www-form-urlencoded` in UTF-8 (WHATWG URL, section 5).
  static func urlEncoded(_ fields: [(name: String, value: String)]) -> String {
    fields.map { escape($0.name) + "=" + escape($0.value) }.joined(separator: "&")
  }

  private static func escape(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "*"), UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "_"):
        bytes.append(byte)
      case UInt8(ascii: " "): bytes.append(UInt8(ascii: "+"))
      default: bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 0xF)]]
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
