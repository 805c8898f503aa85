import Cryptography

/// Where `secret('NAME')` finds its value.
public struct SecretSource: Sendable {
  private let values: [String: String]

  public init(_ values: [String: String]) {
    self.values = Dictionary(values.map { ($0.key.uppercased(), $0.value) }, uniquingKeysWith: { first, _ in first })
  }

  /// Reads `SECRET_<NAME>` variables, whose values are Base64 (line breaks are ignored), as Kestra's open-source edition does.
  ///
  /// - Returns: the secrets, and the names of variables whose value is not Base64 of UTF-8 text.
  public static func environment(_ variables: [String: String]) -> (source: SecretSource, undecodable: [String]) {
    let prefix = "SECRET_"
    var values: [String: String] = [:]
    var undecodable: [String] = []
    for (name, encoded) in variables where name.hasPrefix(prefix) && name.utf8.count > prefix.utf8.count {
      let compact = encoded.filter { !$0.isNewline }
      if let bytes = Base64.decode(compact), let text = String(validating: bytes, as: UTF8.self) {
        values[String(name.dropFirst(prefix.count))] = text
      } else {
        undecodable.append(name)
      }
    }
    return (SecretSource(values), undecodable.sorted())
  }

  /// The value of a secret, whatever the case of its name.
  public subscript(name: String) -> String? {
    values[name.uppercased()]
  }
}
