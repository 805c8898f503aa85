import Pebble

/// What holds for every request of a transport.
public struct TransportOptions: Hashable, Sendable {
  /// A PEM file of certificate authorities instead of the system's.
  public var caFile: String?
  /// PEM files of the certificate that is shown where a server asks and the task names none; the key's file may be the
  /// certificate's.
  public var clientCertificateFile: String?
  public var clientKeyFile: String?
  public var clientKeyPassword: LabelledText?
  /// The lowest version of TLS, where a task does not ask for a higher one.
  public var minimumTLSVersion = TLSVersion.tls12
  /// `HOST:PORT:ADDRESS`: the address to use for a host, in curl's notation.
  public var resolve: [String] = []
  /// `HOST:PORT:HOST:PORT`: where to connect instead, in curl's notation.
  public var connectTo: [String] = []
  /// Proxies for requests that name none; without it, those of the environment are not used.
  public var environmentProxies: EnvironmentProxies?
  /// Which servers may be called. Everything, unless told otherwise.
  public var hostGuard = HostGuard()
  /// Whether HTTP/2 is spoken with https servers that offer it.
  public var usesHTTP2 = true
  /// The most transfers at once; more wait for their turn. `nil` takes what the process's file descriptors allow.
  public var maximumTransfers: Int?
  public var limits = ResponseLimits()

  public init() {}
}

/// How much of an answer is taken before it counts as an attack.
public struct ResponseLimits: Hashable, Sendable {
  /// All bytes of all heads of one exchange, interim ones and trailers too. libcurl ends at 300 KiB by itself.
  public var headerBytes = 300 * 1024
  /// All header fields of one exchange.
  public var headerCount = 2_000
  /// Interim answers (status 1xx) before the final one.
  public var interimAnswers = 64
  /// How many encodings may lie over each other in Content-Encoding.
  public var encodings = 2
  /// How many times its compressed size a body may have, once it is larger than ``ratioFloor``.
  public var decompressionRatio: Int64 = 500
  public var ratioFloor: Int64 = 16 * 1024 * 1024

  public init() {}
}
