/// Base64 text of bytes (RFC 4648).
public enum Base64 {
  /// The standard alphabet with padding (RFC 4648, section 4), in one line.
  public static func encode(_ bytes: some Sequence<UInt8>) -> String {
    encode(bytes, alphabet: standardAlphabet, isPadded: true)
  }

  /// The alphabet that is safe in URLs and file names (RFC 4648, section 5), without padding as JSON Web Tokens have it.
  public static func encodeURL(_ bytes: some Sequence<UInt8>) -> String {
    encode(bytes, alphabet: urlAlphabet, isPadded: false)
  }

  /// Reads the standard alphabet strictly: padding is required, and the unused bits of the last character are zero.
  ///
  /// - Parameter ignoringLineBreaks: skips CR and LF, as MIME and `base64` write them.
  /// - Returns: `nil` for anything else than Base64.
  public static func decode(_ text: some StringProtocol, ignoringLineBreaks: Bool = false) -> [UInt8]? {
    decode(utf8: text.utf8, ignoringLineBreaks: ignoringLineBreaks)
  }

  /// Reads UTF-8 bytes of Base64 text by the same rules.
  public static func decode(utf8 text: some Sequence<UInt8>, ignoringLineBreaks: Bool = false) -> [UInt8]? {
    var decoder = Decoder()
    for byte in text {
      if ignoringLineBreaks && (byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")) { continue }
      guard decoder.take(byte) else { return nil }
    }
    guard decoder.characterCount.isMultiple(of: 4) else { return nil }
    return decoder.finish()
  }

  /// Reads the URL alphabet (RFC 4648, section 5). Padding may be there or not.
  public static func decodeURL(_ text: some StringProtocol) -> [UInt8]? {
    var decoder = Decoder()
    for byte in text.utf8 {
      let standard: UInt8
      switch byte {
      case UInt8(ascii: "-"): standard = UInt8(ascii: "+")
      case UInt8(ascii: "_"): standard = UInt8(ascii: "/")
      case UInt8(ascii: "+"), UInt8(ascii: "/"): return nil
      default: standard = byte
      }
      guard decoder.take(standard) else { return nil }
    }
    guard decoder.padding == 0 || decoder.characterCount.isMultiple(of: 4) else { return nil }
    return decoder.finish()
  }

  private static let standardAlphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  private static let urlAlphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

  private static func encode(_ bytes: some Sequence<UInt8>, alphabet: [UInt8], isPadded: Bool) -> String {
    var text: [UInt8] = []
    text.reserveCapacity(bytes.underestimatedCount / 3 * 4 + 4)
    var iterator = bytes.makeIterator()
    while let first = iterator.next() {
      let second = iterator.next()
      let third = second == nil ? nil : iterator.next()
      let group = UInt32(first) << 16 | UInt32(second ?? 0) << 8 | UInt32(third ?? 0)
      text.append(alphabet[Int(group >> 18)])
      text.append(alphabet[Int(group >> 12 & 63)])
      if second != nil { text.append(alphabet[Int(group >> 6 & 63)]) }
      if third != nil { text.append(alphabet[Int(group & 63)]) }
      if isPadded {
        if second == nil { text.append(UInt8(ascii: "=")) }
        if third == nil { text.append(UInt8(ascii: "=")) }
      }
    }
    return String(decoding: text, as: UTF8.self)
  }
}

extension Base64 {
  /// Gathers six bits a character, in the standard alphabet.
  private struct Decoder {
    private(set) var characterCount = 0
    private(set) var padding = 0
    private var bits: UInt32 = 0
    private var bitCount = 0
    private var bytes: [UInt8] = []

    /// - Returns: whether the character may stand here.
    mutating func take(_ character: UInt8) -> Bool {
      characterCount += 1
      if character == UInt8(ascii: "=") {
        padding += 1
        return padding <= 2
      }
      guard padding == 0, let value = Self.value(of: character) else { return false }
      bits = bits << 6 | UInt32(value)
      bitCount += 6
      if bitCount >= 8 {
        bitCount -= 8
        bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(bitCount)))
        bits &= (1 << UInt32(bitCount)) - 1
      }
      return true
    }

    /// A lone character holds less than a byte; what is left of the last byte must be zero, so a value has one spelling.
    func finish() -> [UInt8]? {
      bitCount < 6 && bits == 0 ? bytes : nil
    }

    private static func value(of character: UInt8) -> UInt8? {
      switch character {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): character - UInt8(ascii: "A")
      case UInt8(ascii: "a")...UInt8(ascii: "z"): character - UInt8(ascii: "a") + 26
      case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0") + 52
      case UInt8(ascii: "+"): 62
      case UInt8(ascii: "/"): 63
      default: nil
      }
    }
  }
}
