/// How a server is reached, and by whom.
public struct ServerConfiguration: Sendable {
  /// The one user that may call the API.
  public struct User: Sendable {
    public let name: String
    /// The password, or the text of a password hash (`pbkdf2-sha256$…`).
    public let password: String

    public init(name: String, password: String) {
      self.name = name
      self.password = password
    }
  }

  /// The address to listen on. Default: 127.0.0.1.
  public var host = "127.0.0.1"
  /// The port; 0 takes a free one. Default: 8080.
  public var port = 8080
  /// Without one, everybody on this machine may call the API, and only they: another address is then refused.
  public var user: User?
  /// Names by which users reach the server, beside those of the machine itself.
  public var allowedHosts: [String] = []
  /// `kestra.url`: what links in answers begin with; by default the address that the client used.
  public var publicURL: String?
  /// The largest request, in bytes. Default: 1 GiB.
  public var maximumRequestBytes = 1 << 30
  /// How long running executions may go on after SIGTERM.
  public var gracePeriod = Duration.seconds(30)
  /// The version that clients are told: that of the Kestra whose API this is.
  public var compatibleVersion = "1.3.0"
  /// This program's own version.
  public var version = ""
  /// Whether SIGTERM and SIGINT end the server.
  public var handlesSignals = true
  /// Takes one line for each change that somebody made.
  public var audit: @Sendable (String) -> Void = { _ in }

  public init() {}

  /// Throws ``ServerError`` for what must not be started.
  func check() throws(ServerError) {
    guard (0...65535).contains(port) else { throw ServerError(.invalidPort(port)) }
    guard user != nil || HostPolicy.isLoopback(host) else { throw ServerError(.openToTheNetwork(host)) }
    if let user {
      guard !user.name.isEmpty, !user.name.contains(":"), !user.password.isEmpty else {
        throw ServerError(.invalidUser)
      }
    }
    guard maximumRequestBytes > 0 else { throw ServerError(.invalidLimit("micronaut.server.max-request-size")) }
  }
}

/// Why a server does not start.
public struct ServerError: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Kind: Hashable, Sendable {
    case invalidPort(Int)
    /// The address is reached by others and nobody has to log in.
    case openToTheNetwork(String)
    case invalidUser
    case invalidLimit(String)
    case cannotListen(address: String, reason: String)
  }

  public let kind: Kind

  public init(_ kind: Kind) {
    self.kind = kind
  }

  public var description: String {
    switch kind {
    case .invalidPort(let port): "\(port) is not a port: it takes 0 to 65535"
    case .openToTheNetwork(let host):
      "'\(host)' is reached from other machines and nobody has to log in: configure "
        + "kestra.server.basic-auth.username and kestra.server.basic-auth.password, or listen on 127.0.0.1"
    case .invalidUser:
      "kestra.server.basic-auth takes a username without ':' and a password; neither may be empty"
    case .invalidLimit(let key): "\(key) takes a number above 0"
    case .cannotListen(let address, let reason):
      "cannot listen on \(address): \(reason); choose another --port or --host"
    }
  }
}
