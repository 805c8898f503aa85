import FlowStore
import Pebble

/// The exact request to send. Equal tasks prepare equal requests; nothing is opened or sent yet.
public struct PreparedRequest: Hashable, Sendable {
  /// Sent verbatim; a token of RFC 9110.
  public var method: String
  public var uri: RequestURI
  /// In the order of sending. Names differ in more than case.
  public var headers: [HeaderField]
  public var body: RequestBody
  public var authentication: HTTPAuthentication?
  public var connection: ConnectionSettings
  /// Whether a redirect answer is to be followed: then its own body is not kept.
  public var followsRedirects: Bool
  /// Whether the answer may come compressed and is then decompressed. Without it, bytes are kept as they were stored,
  /// whatever Content-Encoding says.
  public var acceptsCompression = true
  /// Cookies of earlier hops, as lines of libcurl's cookie list.
  public var cookies: [String] = []
  /// What the task should say in the execution's log.
  public var warnings: [String] = []

  public init(
    method: String = "GET", uri: RequestURI, headers: [HeaderField] = [], body: RequestBody = .none,
    authentication: HTTPAuthentication? = nil, connection: ConnectionSettings = ConnectionSettings(),
    followsRedirects: Bool = true
  ) {
    self.method = method
    self.uri = uri
    self.headers = headers
    self.body = body
    self.authentication = authentication
    self.connection = connection
    self.followsRedirects = followsRedirects
  }

  /// Methods that may be sent twice without doing more than once (RFC 9110, section 9.2.2).
  var isIdempotent: Bool {
    ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE"].contains(method)
  }

  /// Whether it may be sent again when nobody knows what came of it: it does no more twice, or the server can tell by its key.
  var isRepeatable: Bool {
    isIdempotent || headers.contains { $0.name.lowercased() == "idempotency-key" }
  }
}

/// What a request carries.
public enum RequestBody: Hashable, Sendable {
  case none
  case bytes([UInt8], isSecret: Bool = false)
  /// `multipart/form-data` (RFC 7578), its files streamed from internal storage.
  case multipart([FormPart])

  /// Whether any part of it carries a secret's label.
  var isSecret: Bool {
    switch self {
    case .none: false
    case .bytes(_, let isSecret): isSecret
    case .multipart(let parts): parts.contains { $0.isSecret }
    }
  }
}

/// How the request says who asks.
public enum HTTPAuthentication: Hashable, Sendable {
  case basic(username: LabelledText, password: LabelledText)
  case digest(username: LabelledText, password: LabelledText)
}
