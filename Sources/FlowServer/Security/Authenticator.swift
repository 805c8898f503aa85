import Cryptography
import Synchronization

/// Knows the one user of the server (HTTP Basic, RFC 7617). The password is kept as a slow hash only.
///
/// A credential that was right is remembered as a keyed digest, so that only the first request pays for the slow hash.
final class Authenticator: Sendable {
  /// Longer credentials are wrong unseen.
  static let maximumCredentialBytes = 2048

  private let username: String
  private let hash: Mutex<PasswordHash?>
  private let password: String
  private let digestKey: [UInt8]
  private let knownDigest = Mutex<[UInt8]?>(nil)
  private let failures = FailureLimiter()

  /// - Parameter password: the password, or the text of a ``PasswordHash``.
  init(username: String, password: String) throws {
    guard let key = RandomBytes.make(count: 32) else { throw CryptographyError(.unavailable("random bytes")) }
    self.username = username
    self.digestKey = key
    self.hash = Mutex(PasswordHash(text: password))
    self.password = self.hash.withLock { $0 == nil } ? password : ""
  }

  /// The user's name. Throws 401, or 429 after too many failures from the address.
  func user(authorization: String?, address: String) async throws -> String {
    guard let authorization else { throw APIError(.unauthorized, "") }
    guard authorization.utf8.count <= Self.maximumCredentialBytes else { throw APIError(.unauthorized, "") }
    let digest = try HMAC.sha256(Array(authorization.utf8), key: digestKey)
    if let known = knownDigest.withLock({ $0 }), ConstantTime.equal(known, digest) { return username }
    try failures.check(address)
    guard let credential = Self.credential(authorization), try await matches(credential) else {
      failures.noteFailure(of: address)
      throw APIError(.unauthorized, "")
    }
    knownDigest.withLock { $0 = digest }
    failures.forget(address)
    return username
  }

  private func matches(_ credential: (user: String, password: String)) async throws -> Bool {
    let hash = try await kept()
    let isPassword = try await BlockingWork.run { hash.matches(credential.password) }
    // Both are always looked at: the time does not tell whether the name was right.
    return ConstantTime.equal(credential.user, username) && isPassword
  }

  /// The hash; made with the first request that needs it, so that the start need not wait for it.
  private func kept() async throws -> PasswordHash {
    if let hash = hash.withLock({ $0 }) { return hash }
    let made = try await BlockingWork.run { [password] in try PasswordHash(password) }
    return hash.withLock { hash in
      if hash == nil { hash = made }
      return hash ?? made
    }
  }

  static func credential(_ authorization: String) -> (user: String, password: String)? {
    let parts = authorization.split(separator: " ", maxSplits: 1)
    guard parts.count == 2, parts[0].lowercased() == "basic",
      let bytes = Base64.decode(String(parts[1]).trimmed()),
      let text = String(validating: bytes, as: UTF8.self), let colon = text.firstIndex(of: ":")
    else { return nil }
    return (String(text[..<colon]), String(text[text.index(after: colon)...]))
  }
}
