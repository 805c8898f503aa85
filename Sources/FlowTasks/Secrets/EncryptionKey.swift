/// The key of encrypted inputs and outputs (`kestra.encryption.secret-key`): AES with 16, 24 or 32 bytes.
public struct EncryptionKey: Sendable, CustomStringConvertible, CustomReflectable {
  package let bytes: [UInt8]

  /// - Returns: `nil` when the number of bytes is not 16, 24 or 32.
  public init?(bytes: [UInt8]) {
    guard [16, 24, 32].contains(bytes.count) else { return nil }
    self.bytes = bytes
  }

  public var description: String { "••••" }
  public var customMirror: Mirror { Mirror(self, children: [], displayStyle: .struct) }
}
