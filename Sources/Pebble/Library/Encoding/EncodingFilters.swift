import Cryptography

/// Filters that write text in another form: Base64, URL form, hashes.
enum EncodingFilters {
  static let all: [Filter] = [
    .onAnyText("base64encode") { text, _ in .string(Base64.encode(text.utf8)) },
    .onText("base64decode", refusal: { "This filter applies to String: \($0.javaClass)" }) {
      text, _ throws(PebbleError) in
      guard let bytes = Base64.decode(padded(text)), let decoded = String(validating: bytes, as: UTF8.self) else {
        throw .failed("Please provide a correctly Base64 encoded string containing an UTF-8 string")
      }
      return .string(decoded)
    },
    .onText("urlencode") { text, _ in .string(FormText.encode(text)) },
    .onText("urldecode") { text, _ throws(PebbleError) in .string(try FormText.decode(text)) },
    hash("md5", .md5), hash("sha1", .sha1), hash("sha256", .sha256), hash("sha512", .sha512),
  ]

  private static func hash(_ name: String, _ digest: Digest) -> Filter {
    .onText(name, refusal: { "Need a string to hash, but got a \($0.javaClass)" }) { text, _ throws(PebbleError) in
      guard let hash = try? digest.hex(of: text) else { throw .failed("\(digest.rawValue) is not available here.") }
      return .string(hash)
    }
  }

  /// Java's decoder does not ask for padding.
  private static func padded(_ text: String) -> String {
    let missing = text.utf8.count % 4
    return missing < 2 || text.utf8.last == UInt8(ascii: "=") ? text : text + String(repeating: "=", count: 4 - missing)
  }
}
