import Cryptography
import FlowModel
import FlowTasks
import Pebble

/// What a downloaded file must hash to: `sha256:9f86d08…`.
struct Checksum: PropertyConvertible, Hashable {
  static let kind = PropertyKind.string
  private static let digests: [String: Digest] = [
    "md5": .md5, "sha1": .sha1, "sha256": .sha256, "sha384": .sha384, "sha512": .sha512,
  ]

  let digest: Digest
  let hex: String

  init(property value: Value) throws(PropertyError) {
    guard case .string(let text) = value.revealed else { throw PropertyError("expected text") }
    let parts = text.trimmed.lowercased().split(separator: ":", maxSplits: 1)
    guard parts.count == 2, let digest = Self.digests[String(parts[0])],
      let bytes = try? digest.bytes(of: []), parts[1].utf8.count == bytes.count * 2,
      parts[1].allSatisfy({ $0.isHexDigit && $0.isASCII })
    else {
      throw PropertyError("expected md5, sha1, sha256, sha384 or sha512, a colon and the digest in hexadecimal digits")
    }
    self.digest = digest
    self.hex = String(parts[1])
  }

  var propertyValue: Value { .null }
}
