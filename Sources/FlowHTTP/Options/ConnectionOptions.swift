import FlowModel
import FlowTasks
import Pebble

/// `options.timeout`.
struct TimeoutOptions: PropertyConvertible, Hashable {
  static let kind = PropertyKind.object([connectTimeout.spec, readIdleTimeout.spec])
  static let connectTimeout = Property<TimeLimit?>(
    "connectTimeout", "The time to connect, TLS included; three minutes when left out.")
  static let readIdleTimeout = Property<TimeLimit?>(
    "readIdleTimeout", "The longest time without a byte; five minutes when left out.")

  let connect: TimeLimit?
  let readIdle: TimeLimit?

  init(property value: Value) throws(PropertyError) {
    let given = RenderedProperties(try value.objectEntries)
    connect = try given[Self.connectTimeout]
    readIdle = try given[Self.readIdleTimeout]
  }

  var propertyValue: Value { .map([:]) }
}

/// `options.proxy`.
struct ProxyOptions: PropertyConvertible, Hashable {
  enum Kind: String, CaseIterable, PropertyConvertible {
    case direct = "DIRECT"
    case http = "HTTP"
    case socks = "SOCKS"

    static var kind: PropertyKind { .enumeration(allCases.map(\.rawValue)) }

    init(property value: Value) throws(PropertyError) {
      self = try .init(word: value)
    }

    var propertyValue: Value { .string(rawValue) }
  }

  static let kind = PropertyKind.object([
    type.spec, address.spec, port.spec, username.spec, password.spec, noProxy.spec,
  ])
  static let type = Property<Kind?>("type", "DIRECT, HTTP or SOCKS (version 5); DIRECT when left out.")
  static let address = Property<String?>("address", "The proxy's host; empty means no proxy.")
  static let port = Property<Int?>("port", "The proxy's port.")
  static let username = Property<LabelledText?>("username", "The user at the proxy.")
  static let password = Property<LabelledText?>("password", "The password at the proxy.")

  static let noProxy = Property<[String]?>(
    "noProxy", "Hosts to reach without the proxy: names with all under them, addresses, blocks as 10.0.0.0/8, or *.")

  private var type: Kind?
  private var address: String?
  private var port: Int?
  private var username: LabelledText?
  private var password: LabelledText?
  private var noProxy: [String]

  init(property value: Value) throws(PropertyError) {
    let given = RenderedProperties(try value.objectEntries)
    type = try given[Self.type]
    address = try given[Self.address]
    port = try given[Self.port]
    username = try given[Self.username]
    password = try given[Self.password]
    noProxy = try given[Self.noProxy] ?? []
  }

  /// The `proxy` object, completed by the older flat properties.
  init(
    _ proxy: ProxyOptions?, type: Kind?, address: String?, port: Int?, username: LabelledText?, password: LabelledText?
  ) {
    self.type = proxy?.type ?? type
    self.address = proxy?.address ?? address
    self.port = proxy?.port ?? port
    self.username = proxy?.username ?? username
    self.password = proxy?.password ?? password
    self.noProxy = proxy?.noProxy ?? []
  }

  var propertyValue: Value { .map([:]) }

  func settings() throws(PropertyError) -> ProxySettings? {
    guard let host = address?.trimmed, !host.isEmpty else { return nil }
    let kind: ProxySettings.Kind? =
      switch type {
      case .http: .http
      case .socks: .socks
      case .direct, nil: nil
      }
    guard let kind else {
      throw PropertyError(
        path: "proxy.type", "type DIRECT is not compatible with address \(host.printable): use type HTTP or SOCKS")
    }
    guard let port else {
      throw PropertyError(
        path: "proxy.port", "A proxy port is required when a proxy address is set (options.proxy.port).")
    }
    guard (1...65535).contains(port) else { throw PropertyError(path: "proxy.port", "expected 1 to 65535") }
    // Anything with a scheme or a path could make libcurl choose another kind of proxy.
    let isHost = host.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F } && !host.contains { "/@?#".contains($0) }
    guard isHost else { throw PropertyError(path: "proxy.address", "expected a host name or an IP address alone") }
    var settings = ProxySettings(kind, host: host, port: port, username: username, password: password)
    settings.exceptions = noProxy.map(\.trimmed)
    return settings
  }
}
