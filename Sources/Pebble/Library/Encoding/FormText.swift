/// Form encoding of one text (`application/x-www-form-urlencoded`), in UTF-8.
enum FormText {
  /// A space is `+`; letters, digits and `.-*_` stay.
  static func encode(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count)
    for byte in text.utf8 {
      switch byte {
      case 48...57, 65...90, 97...122, 42, 45, 46, 95: bytes.append(byte)
      case 32: bytes.append(43)
      default:
        bytes.append(37)
        bytes.append(digits[Int(byte >> 4)])
        bytes.append(digits[Int(byte & 15)])
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  static func decode(_ text: String) throws(PebbleError) -> String {
    let source = Array(text.utf8)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(source.count)
    var index = 0
    while index < source.count {
      switch source[index] {
      case 43: bytes.append(32)
      case 37:
        guard index + 2 < source.count else {
          throw .failed("URLDecoder: Incomplete trailing escape (%) pattern")
        }
        let digits = String(decoding: source[(index + 1)...(index + 2)], as: UTF8.self)
        guard digits.utf8.first != 43, digits.utf8.first != 45, let byte = UInt8(digits, radix: 16) else {
          throw .failed("URLDecoder: Illegal hex characters in escape (%) pattern - \"\(digits)\"")
        }
        bytes.append(byte)
        index += 2
      default: bytes.append(source[index])
      }
      index += 1
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
