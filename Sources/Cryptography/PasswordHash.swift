import CCrypto

/// A password as it is kept: salted, and slow to try (PBKDF2 with HMAC-SHA-256, RFC 8018).
///
/// Its text is `pbkdf2-sha256$ITERATIONS$SALT$HASH` with Base64 of salt and hash.
public struct PasswordHash: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
  /// OWASP's advice of 2023.
  public static let defaultIterations = 600_000
  /// A text that asks for more is refused: it would only waste time.
  public static let maximumIterations = 10_000_000
  static let scheme = "pbkdf2-sha256"

  private let iterations: Int32
  private let salt: [UInt8]
  private let hash: [UInt8]

  /// Hashes a password with a fresh salt. It takes some tenths of a second: call it from a thread that may block.
  public init(_ password: String, iterations: Int = defaultIterations) throws(CryptographyError) {
    guard let salt = RandomBytes.make(count: 16) else { throw CryptographyError(.unavailable("random bytes")) }
    self.iterations = Int32(clamping: min(max(1, iterations), Self.maximumIterations))
    self.salt = salt
    self.hash = try Self.derive(password, salt: salt, iterations: self.iterations)
  }

  /// Reads the text of a hash; `nil` when it is none.
  public init?(text: String) {
    let parts = text.split(separator: "$", omittingEmptySubsequences: false)
    guard parts.count == 4, parts[0] == Self.scheme, let iterations = Int32(parts[1]), iterations > 0,
      iterations <= Self.maximumIterations, let salt = Base64.decode(parts[2]), salt.count >= 8,
      let hash = Base64.decode(parts[3]), hash.count == 32
    else { return nil }
    self.iterations = iterations
    self.salt = salt
    self.hash = hash
  }

  public var text: String { "\(Self.scheme)$\(iterations)$\(Base64.encode(salt))$\(Base64.encode(hash))" }

  /// Whether this is the password. It takes as long as making the hash, whatever the answer.
  public func matches(_ password: String) -> Bool {
    guard let derived = try? Self.derive(password, salt: salt, iterations: iterations) else { return false }
    return ConstantTime.equal(derived, hash)
  }

  public var description: String { "••••" }
  public var customMirror: Mirror { Mirror(self, children: [], displayStyle: .struct) }

  private static func derive(
    _ password: String, salt: [UInt8], iterations: Int32
  ) throws(CryptographyError) -> [UInt8] {
    let unavailable = CryptographyError(.unavailable("PBKDF2"))
    let bytes = Array(password.utf8)
    guard let count = Int32(exactly: bytes.count) else { throw unavailable }
    var derived = [UInt8](repeating: 0, count: 32)
    let isDone = bytes.withUnsafeBytes { password in
      PKCS5_PBKDF2_HMAC(
        password.baseAddress?.assumingMemoryBound(to: CChar.self), count, salt, Int32(clamping: salt.count), iterations,
        EVP_sha256(), Int32(clamping: derived.count), &derived) == 1
    }
    guard isDone else { throw unavailable }
    return derived
  }
}
