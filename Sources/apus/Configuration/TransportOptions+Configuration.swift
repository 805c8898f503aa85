import FlowHTTP
import Pebble

extension TransportOptions {
  /// Reads `kestra.tasks.http.allowed-list` and `denied-list`, and Apus' own keys under `apus.http`.
  init(_ configuration: Configuration, environment: [String: String]) throws {
    self.init()
    caFile = configuration.text("apus.http.ca-file")
    clientCertificateFile = configuration.text("apus.http.client-certificate-file")
    clientKeyFile = configuration.text("apus.http.client-key-file")
    clientKeyPassword = configuration.text("apus.http.client-key-password").map {
      LabelledText(revealed: $0, masked: Secret.mask)
    }
    if let name = configuration.text("apus.http.minimum-tls-version") {
      guard let version = TLSVersion(rawValue: name) else {
        throw UsageError("apus.http.minimum-tls-version is '\(name)': it takes TLSv1.2 or TLSv1.3")
      }
      minimumTLSVersion = version
    }
    if try TransportOptions.flag("apus.http.environment-proxies", configuration) == true {
      environmentProxies = try EnvironmentProxies(environment)
    }
    if let flag = try TransportOptions.flag("apus.http.http2", configuration) { usesHTTP2 = flag }
    if let flag = try TransportOptions.flag("apus.http.deny-link-local", configuration) {
      hostGuard.deniesLinkLocal = flag
    }
    hostGuard.allowed = try TransportOptions.rules("allowed", configuration)
    hostGuard.denied = try TransportOptions.rules("denied", configuration)
  }

  private static func flag(_ key: String, _ configuration: Configuration) throws -> Bool? {
    switch configuration.text(key) {
    case nil: nil
    case "true": true
    case "false": false
    default: throw UsageError("\(key) is neither true nor false")
    }
  }

  /// An entry that cannot be read must not leave a door open: it ends the start.
  private static func rules(_ kind: String, _ configuration: Configuration) throws -> [HostRule] {
    let keys = ["kestra.tasks.http.\(kind)-list", "kestra.tasks.http.\(kind)List"]
    var entries: [String] = []
    for key in keys {
      if case .list(let items)? = configuration[key] {
        for item in items {
          guard case .string(let text) = item else { throw UsageError("\(key) holds an entry that is no text") }
          entries.append(text)
        }
      } else if let text = configuration.text(key) {
        entries += text.split(separator: ",").map(String.init)
      }
    }
    return try entries.map { entry in
      guard let rule = HostRule(entry.trimmed) else {
        throw UsageError("kestra.tasks.http.\(kind)-list holds '\(entry)', which is no host, *.domain or address block")
      }
      return rule
    }
  }
}
