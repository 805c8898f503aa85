/// The characters that RFC 3986 allows in the parts of an address.
enum URISyntax {
  private enum Part: String {
    case scheme = "scheme name"
    case authority, path, query, fragment
  }

  /// The first fault, in the words of Kestra (`Illegal character in path at index 9`); `nil` where there is none.
  /// Characters outside ASCII pass.
  static func fault(in uri: String) -> String? {
    let bytes = Array(uri.utf8)
    guard bytes.count <= 65_536 else { return "The uri is longer than 65536 bytes" }
    var part = uri.contains("://") ? Part.scheme : .path
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      switch (part, byte) {
      case (.scheme, UInt8(ascii: ":")):
        // What follows is `//`, unless the address has an unusual shape that the parser will refuse.
        let slashes = bytes[(index + 1)...].prefix(2)
        part = slashes.elementsEqual("//".utf8) ? .authority : .path
        if part == .authority { index += 2 }
      case (.authority, UInt8(ascii: "/")): part = .path
      case (.authority, UInt8(ascii: "?")), (.path, UInt8(ascii: "?")): part = .query
      case (.authority, UInt8(ascii: "#")), (.path, UInt8(ascii: "#")), (.query, UInt8(ascii: "#")): part = .fragment
      case (_, UInt8(ascii: "%")):
        let digits = bytes[(index + 1)...].prefix(2)
        guard digits.count == 2, digits.allSatisfy(isHexDigit) else {
          return "Malformed escape pair at index \(index)"
        }
      default:
        guard byte >= 0x80 || isAllowed(byte, in: part) else {
          return "Illegal character in \(part.rawValue) at index \(index)"
        }
      }
      index += 1
    }
    return bytes.isEmpty ? "The uri is empty" : nil
  }

  /// Writes each character outside ASCII as the escapes of its UTF-8 bytes (RFC 3987, section 3.1). A host keeps its
  /// characters: they are encoded by IDNA on the way.
  static func escapingNonASCII(_ uri: String) -> String {
    guard uri.utf8.contains(where: { $0 >= 0x80 }) else { return uri }
    let digits = Array("0123456789ABCDEF".utf8)
    var slashes = 0
    var result: [UInt8] = []
    for byte in uri.utf8 {
      if byte == UInt8(ascii: "/") || byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#") {
        slashes += byte == UInt8(ascii: "/") ? 1 : 3
      }
      if byte >= 0x80 && slashes >= 3 {
        result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 0xF)]]
      } else {
        result.append(byte)
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  private static let unreserved = Set(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~!$&'()*+,;=:@".utf8)

  private static func isAllowed(_ byte: UInt8, in part: Part) -> Bool {
    if unreserved.contains(byte) { return true }
    switch byte {
    case UInt8(ascii: "/"): return part != .scheme
    case UInt8(ascii: "?"): return part == .query || part == .fragment
    case UInt8(ascii: "["), UInt8(ascii: "]"): return part != .path && part != .scheme
    default: return false
    }
  }

  private static func isHexDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
      UInt8(ascii: "A")...UInt8(ascii: "F"):
      true
    default: false
    }
  }
}

extension String {
  var replacingSpaces: String {
    contains(" ") ? split(separator: " ", omittingEmptySubsequences: false).joined(separator: "%20") : self
  }

  /// For a message of one line: control characters are written as escapes, and a long text is cut.
  var printable: String {
    var text = ""
    for scalar in unicodeScalars.prefix(2_000) {
      switch scalar {
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F: text += "\\u{" + String(scalar.value, radix: 16) + "}"
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}
