import Cryptography
import Pebble

/// Text in an output that only holders of the key can read: `{"value": "<Base64>", "type": "io.kestra.datatype:aes_encrypted"}`,
/// where the value is a 12-byte vector, the AES-GCM cipher text and a 16-byte tag, as Kestra keeps it.
public enum EncryptedValue {
  static let type = "io.kestra.datatype:aes_encrypted"

  /// Empty text stays empty.
  public static func seal(_ text: String, with key: EncryptionKey) throws -> Value {
    let sealed = text.isEmpty ? "" : Base64.encode(try AESGCM.seal(Array(text.utf8), key: key.bytes))
    return .map(["value": .string(sealed), "type": .string(type)])
  }

  /// The value with every encrypted map in it, at any depth of maps, replaced by its text, labelled as a secret.
  ///
  /// Expressions read outputs so. What this key does not open stays as it is.
  public static func opened(_ value: Value, with key: EncryptionKey?) -> Value {
    guard let key, case .map(let entries) = value else { return value }
    if let text = plainText(of: entries, with: key) { return .secret(Secret(.string(text))) }
    return .map(entries.mapValues { opened($0, with: key) })
  }

  private static func plainText(of entries: ValueMap, with key: EncryptionKey) -> String? {
    guard case .string(let type)? = entries["type"], type.lowercased() == EncryptedValue.type,
      case .string(let value)? = entries["value"]
    else { return nil }
    guard !value.isEmpty else { return "" }
    guard let sealed = Base64.decode(value), let plain = try? AESGCM.open(sealed, key: key.bytes) else { return nil }
    return String(validating: plain, as: UTF8.self)
  }
}
