import CCrypto

/// Bytes nobody can predict, from the operating system's generator through libcrypto.
public enum RandomBytes {
  /// - Returns: `count` bytes, or `nil` when the generator has no entropy to give (then nothing secret may be made).
  public static func make(count: Int) -> [UInt8]? {
    guard count > 0, let length = Int32(exactly: count) else { return [] }
    var bytes = [UInt8](repeating: 0, count: count)
    return RAND_bytes(&bytes, length) == 1 ? bytes : nil
  }
}
