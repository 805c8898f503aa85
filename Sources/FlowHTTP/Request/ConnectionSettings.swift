import Pebble

/// How to reach the server, and for how long to try.
public struct ConnectionSettings: Hashable, Sendable {
  /// From the first packet to the end of the TLS handshake.
  public var connectTimeout: Duration = .seconds(180)
  /// The longest time without one byte moving.
  public var idleTimeout: Duration = .seconds(300)
  public var proxy: ProxySettings?
  public var tls = TLSSettings()

  /// Skips the checks of certificate and host name.
  public var trustsAllCertificates: Bool {
    get { tls.trustsAllCertificates }
    set { tls.trustsAllCertificates = newValue }
  }

  public init() {}
}

/// Whom to trust in TLS, and as whom to appear.
public struct TLSSettings: Hashable, Sendable {
  /// Skips the checks of certificate and host name.
  public var trustsAllCertificates = false
  /// PEM text of the authorities to trust; `nil` leaves it to the transport.
  public var authorities: LabelledText?
  /// `nil` leaves it to the transport.
  public var clientCertificate: ClientCertificate?
  /// `nil` leaves it to the transport: 1.2.
  public var minimumVersion: TLSVersion?

  public init() {}
}

/// What a client shows where a server asks who it is.
public enum ClientCertificate: Hashable, Sendable {
  /// PEM texts.
  case pem(certificate: LabelledText, key: LabelledText, password: LabelledText?)
  /// The bytes of a PKCS#12 file.
  case pkcs12([UInt8], password: LabelledText?)
}

/// The versions of TLS that may be asked for. Older ones are broken (RFC 8996).
public enum TLSVersion: String, Hashable, Sendable, CaseIterable {
  case tls12 = "TLSv1.2"
  case tls13 = "TLSv1.3"
}

/// The proxy that all traffic of a request goes through.
public struct ProxySettings: Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    case http
    /// SOCKS 5, with names resolved by the proxy.
    case socks
  }

  public var kind: Kind
  public var host: String
  public var port: Int
  public var username: LabelledText?
  public var password: LabelledText?
  /// Hosts to reach without the proxy: names with all that is under them, addresses, blocks as `10.0.0.0/8`, or `*`.
  public var exceptions: [String] = []

  public init(
    _ kind: Kind, host: String, port: Int, username: LabelledText? = nil, password: LabelledText? = nil
  ) {
    self.kind = kind
    self.host = host
    self.port = port
    self.username = username
    self.password = password
  }

  /// Whether the proxy is used for a host.
  public func serves(_ host: String) -> Bool {
    let name = HostName.normal(host)
    let address = IPAddress(host: name)
    return !exceptions.contains { exception in
      if exception == "*" { return true }
      if let block = AddressBlock(exception) { return address.map(block.contains) ?? false }
      let suffix = HostName.normal(exception.hasPrefix("*.") ? String(exception.dropFirst(2)) : exception)
      let bare = suffix.hasPrefix(".") ? String(suffix.dropFirst()) : suffix
      return !bare.isEmpty && (name == bare || name.hasSuffix("." + bare))
    }
  }
}
