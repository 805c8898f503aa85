import CCrypto

/// A hash function.
///
/// MD5 and SHA-1 are here for the protocols that ask for them; nothing new should rely on them.
public enum Digest: String, CaseIterable, Hashable, Sendable {
  case md5 = "MD5"
  case sha1 = "SHA-1"
  case sha224 = "SHA-224"
  case sha256 = "SHA-256"
  case sha384 = "SHA-384"
  case sha512 = "SHA-512"

  /// The digest of the bytes. Fails only where the machine's policy forbids the function or memory is out.
  public func bytes(of data: some Collection<UInt8>) throws(CryptographyError) -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
    var length: UInt32 = 0
    let isDone = withContiguousBytes(data) { input in
      EVP_Digest(input.baseAddress, input.count, &digest, &length, algorithm, nil) == 1
    }
    guard isDone else { throw CryptographyError(.unavailable(rawValue)) }
    return Array(digest.prefix(Int(length)))
  }

  /// The digest of the bytes in lower-case hexadecimal digits.
  public func hex(of data: some Collection<UInt8>) throws(CryptographyError) -> String {
    Hex.encode(try bytes(of: data))
  }

  /// The digest of the text's UTF-8 bytes in lower-case hexadecimal digits.
  public func hex(of text: String) throws(CryptographyError) -> String {
    try hex(of: text.utf8)
  }

  var algorithm: OpaquePointer? {
    switch self {
    case .md5: EVP_md5()
    case .sha1: EVP_sha1()
    case .sha224: EVP_sha224()
    case .sha256: EVP_sha256()
    case .sha384: EVP_sha384()
    case .sha512: EVP_sha512()
    }
  }
}

/// Lends the bytes as one buffer, with a copy only where the collection has none.
func withContiguousBytes<R>(_ data: some Collection<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
  data.withContiguousStorageIfAvailable(body) ?? Array(data).withUnsafeBufferPointer(body)
}
