import CCrypto

/// Message authentication codes with a hash function (RFC 2104).
public enum HMAC {
  /// The 32 bytes of HMAC-SHA-256. A key may have any length.
  public static func sha256(
    _ message: some Collection<UInt8>, key: some Collection<UInt8>
  ) throws(CryptographyError) -> [UInt8] {
    try code(.sha256, message, key: key)
  }

  /// The code with any of the hash functions.
  public static func code(
    _ digest: Digest, _ message: some Collection<UInt8>, key: some Collection<UInt8>
  ) throws(CryptographyError) -> [UInt8] {
    let unavailable = CryptographyError(.unavailable("HMAC with \(digest.rawValue)"))
    // libcrypto takes a null key for "the key of before": an empty one needs an address.
    var keyBytes = Array(key)
    guard let keyLength = Int32(exactly: keyBytes.count) else { throw unavailable }
    if keyBytes.isEmpty { keyBytes.append(0) }
    var code = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
    var length: UInt32 = 0
    let isDone = withContiguousBytes(message) { input in
      CCrypto.HMAC(digest.algorithm, keyBytes, keyLength, input.baseAddress, input.count, &code, &length) != nil
    }
    guard isDone else { throw unavailable }
    return Array(code.prefix(Int(length)))
  }
}
