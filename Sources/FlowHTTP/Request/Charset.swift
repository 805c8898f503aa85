import Glibc

/// A character encoding by the name that MIME gives it, converted by iconv.
struct Charset: Hashable {
  static let utf8 = Charset(known: "UTF-8")

  let name: String

  /// - Returns: `nil` for a name that iconv does not know.
  init?(_ name: String) {
    let name = name.trimmed.uppercased()
    // iconv reads `//` and `,` in a name as options.
    guard name != "UTF-8" else {
      self = .utf8
      return
    }
    guard HTTPToken.isValid(name), name.utf8.count <= 40, let converter = Charset.converter(from: name, to: "UTF-8")
    else {
      return nil
    }
    iconv_close(converter)
    self.name = name
  }

  private init(known name: String) {
    self.name = name
  }

  private var isUTF8: Bool { name == "UTF-8" || name == "UTF8" }

  /// - Returns: `nil` when the charset has no bytes for some character.
  func encode(_ text: String) -> [UInt8]? {
    isUTF8 ? Array(text.utf8) : Charset.convert(Array(text.utf8), from: "UTF-8", to: name)
  }

  /// - Returns: `nil` when the bytes are not text in this charset.
  func decode(_ bytes: some Collection<UInt8>) -> String? {
    if isUTF8 { return String(validating: bytes, as: UTF8.self) }
    return Charset.convert(Array(bytes), from: name, to: "UTF-8").flatMap { String(validating: $0, as: UTF8.self) }
  }

  private static func converter(from source: String, to target: String) -> iconv_t? {
    let converter = iconv_open(target, source)
    return converter == iconv_t(bitPattern: -1) ? nil : converter
  }

  private static func convert(_ bytes: [UInt8], from source: String, to target: String) -> [UInt8]? {
    guard let converter = converter(from: source, to: target) else { return nil }
    defer { iconv_close(converter) }
    var input = bytes.map { CChar(bitPattern: $0) }
    var chunk = [CChar](repeating: 0, count: 16_384)
    var output: [UInt8] = []
    let isWhole = input.withUnsafeMutableBufferPointer { input in
      var next = input.baseAddress
      var left = input.count
      var isFlushed = false
      while true {
        let (code, error, made) = chunk.withUnsafeMutableBufferPointer { chunk in
          var place = chunk.baseAddress
          var room = chunk.count
          // The last call, without input, writes what a stateful charset ends with.
          let code =
            isFlushed ? iconv(converter, nil, nil, &place, &room) : iconv(converter, &next, &left, &place, &room)
          return (code, errno, chunk.count - room)
        }
        output.append(contentsOf: chunk.prefix(made).lazy.map { UInt8(bitPattern: $0) })
        if code != -1 {
          if isFlushed { return true }
          isFlushed = true
        } else if error != E2BIG {
          return false
        }
      }
    }
    return isWhole ? output : nil
  }
}
