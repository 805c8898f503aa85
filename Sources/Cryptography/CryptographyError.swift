/// Why a cryptographic operation gave no result. Never holds key material or plain text.
public struct CryptographyError: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Kind: Hashable, Sendable {
    /// An AES key has 16, 24 or 32 bytes.
    case badKey(byteCount: Int)
    /// Sealed bytes hold at least the initialisation vector and the tag.
    case tooShort(byteCount: Int)
    /// The tag does not fit: another key, or the bytes were changed.
    case authentication
    /// libcrypto refused: no entropy, no memory, or an algorithm that the machine's policy forbids.
    case unavailable(String)
  }

  public let kind: Kind

  public init(_ kind: Kind) {
    self.kind = kind
  }

  public var description: String {
    switch kind {
    case .badKey(let count): "The encryption key has \(count) bytes: AES needs 16, 24 or 32"
    case .tooShort(let count): "The encrypted value has \(count) bytes, too few to be one: it may be cut off"
    case .authentication: "The encrypted value cannot be opened: it was made with another key, or it was changed"
    case .unavailable(let operation): "The cryptographic library of this machine refuses \(operation)"
    }
  }
}
