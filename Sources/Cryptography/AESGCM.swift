import CCrypto

/// Authenticated encryption with AES in Galois/Counter Mode (NIST SP 800-38D), laid out as Kestra stores it:
/// 12 random bytes of initialisation vector, the cipher text, 16 bytes of tag; no additional data.
public enum AESGCM {
  static let vectorLength = 12
  static let tagLength = 16

  /// Encrypts under a fresh random vector, so equal texts do not look equal.
  ///
  /// - Parameter key: 16, 24 or 32 bytes.
  public static func seal(_ plain: [UInt8], key: [UInt8]) throws(CryptographyError) -> [UInt8] {
    guard let vector = RandomBytes.make(count: vectorLength) else {
      throw CryptographyError(.unavailable("random bytes"))
    }
    return try seal(plain, key: key, vector: vector)
  }

  /// Checks and decrypts what ``seal(_:key:)`` made.
  public static func open(_ sealed: [UInt8], key: [UInt8]) throws(CryptographyError) -> [UInt8] {
    let algorithm = try algorithm(for: key)
    guard sealed.count >= vectorLength + tagLength else { throw CryptographyError(.tooShort(byteCount: sealed.count)) }
    let unavailable = CryptographyError(.unavailable("AES-GCM"))
    guard let context = EVP_CIPHER_CTX_new() else { throw unavailable }
    defer { EVP_CIPHER_CTX_free(context) }
    guard EVP_DecryptInit_ex(context, algorithm, nil, key, Array(sealed.prefix(vectorLength))) == 1 else {
      throw unavailable
    }
    var plain: [UInt8] = []
    for chunk in sealed.dropFirst(vectorLength).dropLast(tagLength).chunks(of: chunkLength) {
      var out = [UInt8](repeating: 0, count: chunk.count)
      var written: Int32 = 0
      guard EVP_DecryptUpdate(context, &out, &written, Array(chunk), Int32(chunk.count)) == 1 else { throw unavailable }
      plain += out
    }
    var tag = Array(sealed.suffix(tagLength))
    guard EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, Int32(tagLength), &tag) == 1 else { throw unavailable }
    var rest = [UInt8](repeating: 0, count: tagLength)
    var written: Int32 = 0
    guard EVP_DecryptFinal_ex(context, &rest, &written) == 1 else { throw CryptographyError(.authentication) }
    return plain
  }

  /// The operation itself; a vector must never be used twice with one key.
  static func seal(_ plain: [UInt8], key: [UInt8], vector: [UInt8]) throws(CryptographyError) -> [UInt8] {
    let algorithm = try algorithm(for: key)
    let unavailable = CryptographyError(.unavailable("AES-GCM"))
    guard vector.count == vectorLength, let context = EVP_CIPHER_CTX_new() else { throw unavailable }
    defer { EVP_CIPHER_CTX_free(context) }
    guard EVP_EncryptInit_ex(context, algorithm, nil, key, vector) == 1 else { throw unavailable }
    var sealed = vector
    sealed.reserveCapacity(plain.count + vectorLength + tagLength)
    for chunk in plain[...].chunks(of: chunkLength) {
      var out = [UInt8](repeating: 0, count: chunk.count)
      var written: Int32 = 0
      guard EVP_EncryptUpdate(context, &out, &written, Array(chunk), Int32(chunk.count)) == 1 else { throw unavailable }
      sealed += out
    }
    var tag = [UInt8](repeating: 0, count: tagLength)
    var written: Int32 = 0
    guard EVP_EncryptFinal_ex(context, &tag, &written) == 1,
      EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, Int32(tagLength), &tag) == 1
    else { throw unavailable }
    return sealed + tag
  }

  /// libcrypto counts in 32 bits; chunks keep any length of text within that.
  private static let chunkLength = 1 << 20

  private static func algorithm(for key: [UInt8]) throws(CryptographyError) -> OpaquePointer? {
    switch key.count {
    case 16: EVP_aes_128_gcm()
    case 24: EVP_aes_192_gcm()
    case 32: EVP_aes_256_gcm()
    default: throw CryptographyError(.badKey(byteCount: key.count))
    }
  }
}

extension ArraySlice<UInt8> {
  /// The bytes in pieces of at most `length`.
  fileprivate func chunks(of length: Int) -> some Sequence<ArraySlice<UInt8>> {
    stride(from: startIndex, to: endIndex, by: length).lazy.map { self[$0..<Swift.min($0 + length, self.endIndex)] }
  }
}
