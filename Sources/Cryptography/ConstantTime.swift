import CCrypto

/// Comparison that takes as long for nearly equal secrets as for different ones.
public enum ConstantTime {
  /// Whether the bytes are the same. The time depends on the counts alone.
  public static func equal(_ left: some Collection<UInt8>, _ right: some Collection<UInt8>) -> Bool {
    let left = Array(left)
    let right = Array(right)
    return left.count == right.count && CRYPTO_memcmp(left, right, left.count) == 0
  }

  /// Whether the texts have the same UTF-8 bytes.
  public static func equal(_ left: String, _ right: String) -> Bool {
    equal(left.utf8, right.utf8)
  }
}
