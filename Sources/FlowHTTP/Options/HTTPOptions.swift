import FlowModel
import FlowTasks
import OrderedCollections
import Pebble

/// The `options` of the HTTP tasks: Kestra's HttpConfiguration with its present and its older spellings.
///
/// Where both spellings of one thing are given, the present one stands.
struct HTTPOptions: PropertyConvertible, Hashable {
  static let kind = PropertyKind.object(properties)

  static let timeout = Property<TimeoutOptions?>("timeout", "How long to wait for the server.")
  static let proxy = Property<ProxyOptions?>(
    "proxy", "The proxy to go through. Proxies of the environment are not used.")
  static let auth = Property<AuthenticationOptions?>("auth", "How to log in.")
  static let ssl = Property<TLSOptions?>("ssl", "How to check the server's certificate.")
  static let followRedirects = Property("followRedirects", default: true, "Whether redirects are followed, 50 at most.")
  static let allowFailed = Property("allowFailed", default: false, "Whether a status of 400 or more is a success.")
  static let allowedResponseCodes = Property<[Int]?>(
    "allowedResponseCodes", "The only status codes that are a success; decides alone when it is not empty.")
  static let defaultCharset = Property("defaultCharset", default: "UTF-8", "The charset of the request's body.")
  static let logs = Property<[HTTPLogPart]?>("logs", "What of the exchange to write to the log.")
  static let maxContentLength = Property(
    "maxContentLength", default: defaultContentLimit,
    "The largest response body that Request takes, in bytes after decompression; at most 2 GB.")

  static let retry = Property<RetryOptions?>(
    "retry", "How often, and after what pauses, a failed request is sent again; once when left out.", isDynamic: false)
  static let retryOnStatusCodes = Property<[Int]?>(
    "retryOnStatusCodes",
    "The failing status codes to send again on, for every method; left out: 502, 503 and 504 for GET and HEAD.")
  static let retryOnStatusCodesByMethod = Property<OrderedDictionary<String, [Int]>?>(
    "retryOnStatusCodesByMethod", "The same for single methods; it replaces the list for all.")
  static let retryableTransportFailureMethods = Property<[String]?>(
    "retryableTransportFailureMethods",
    "The methods to send again although a server may have read the lost request; left out: GET and HEAD.")

  static let connectTimeout = Property<TimeLimit?>(
    "connectTimeout", "The time to connect.", deprecation: "options.timeout.connectTimeout")
  static let readTimeout = Property<TimeLimit?>(
    "readTimeout", "The time without a byte.", deprecation: "options.timeout.readIdleTimeout")
  static let readIdleTimeout = Property<TimeLimit?>(
    "readIdleTimeout", "The time without a byte; readTimeout stands before it.",
    deprecation: "options.timeout.readIdleTimeout")
  static let connectionPoolIdleTimeout = Property<TimeLimit?>(
    "connectionPoolIdleTimeout", "Has no effect.", deprecation: "leave it out")
  static let proxyType = Property<ProxyOptions.Kind?>(
    "proxyType", "The kind of proxy.", deprecation: "options.proxy.type")
  static let proxyAddress = Property<String?>(
    "proxyAddress", "The proxy's host.", deprecation: "options.proxy.address")
  static let proxyPort = Property<Int?>("proxyPort", "The proxy's port.", deprecation: "options.proxy.port")
  static let proxyUsername = Property<LabelledText?>(
    "proxyUsername", "The user at the proxy.", deprecation: "options.proxy.username")
  static let proxyPassword = Property<LabelledText?>(
    "proxyPassword", "The password at the proxy.", deprecation: "options.proxy.password")
  static let basicAuthUser = Property<LabelledText?>(
    "basicAuthUser", "The user for basic authentication.", deprecation: "options.auth with type BASIC")
  static let basicAuthPassword = Property<LabelledText?>(
    "basicAuthPassword", "The password for basic authentication.", deprecation: "options.auth with type BASIC")
  static let logLevel = Property<LogLevel?>("logLevel", "How much to log.", deprecation: "options.logs")

  static let properties = [
    timeout.spec, proxy.spec, auth.spec, ssl.spec, followRedirects.spec, allowFailed.spec, allowedResponseCodes.spec,
    defaultCharset.spec, logs.spec, maxContentLength.spec, retry.spec, retryOnStatusCodes.spec,
    retryOnStatusCodesByMethod.spec, retryableTransportFailureMethods.spec, connectTimeout.spec, readTimeout.spec,
    readIdleTimeout.spec,
    connectionPoolIdleTimeout.spec, proxyType.spec, proxyAddress.spec, proxyPort.spec, proxyUsername.spec,
    proxyPassword.spec, basicAuthUser.spec, basicAuthPassword.spec, logLevel.spec,
  ]

  static let defaultContentLimit = 10 * 1024 * 1024
  static let maximumContentLimit = 2 * 1024 * 1024 * 1024

  /// What stands when a task has no `options`.
  static let standard = HTTPOptions()

  var connection = ConnectionSettings()
  var authentication: AuthenticationOptions?
  var followsRedirects = true
  var acceptance = ResponseAcceptance.belowError
  /// `nil` sends UTF-8 without saying so.
  var charset: String? = "UTF-8"
  var logged: Set<HTTPLogPart> = []
  var contentLimit = defaultContentLimit
  var retry: RetryOptions?
  var retryRules = RetryRules()

  private init() {}

  init(property value: Value) throws(PropertyError) {
    let entries = try value.objectEntries
    let given = RenderedProperties(entries)
    let timeout = try given[Self.timeout]
    // Without a word of the flow: three minutes to connect, as Kestra's client; five idle minutes, as its reference says.
    let flat = (
      connect: try given[Self.connectTimeout], read: try given[Self.readTimeout], idle: try given[Self.readIdleTimeout]
    )
    if let limit = timeout?.connect ?? flat.connect { connection.connectTimeout = limit.duration }
    if let limit = timeout?.readIdle ?? flat.read ?? flat.idle { connection.idleTimeout = limit.duration }
    connection.proxy = try ProxyOptions(
      given[Self.proxy], type: given[Self.proxyType], address: given[Self.proxyAddress], port: given[Self.proxyPort],
      username: given[Self.proxyUsername], password: given[Self.proxyPassword]
    ).settings()
    if let ssl = try given[Self.ssl] { connection.tls = ssl.settings }
    authentication = try AuthenticationOptions(
      given[Self.auth], user: given[Self.basicAuthUser], password: given[Self.basicAuthPassword])
    followsRedirects = try given[Self.followRedirects]
    acceptance = try ResponseAcceptance(
      codes: given[Self.allowedResponseCodes] ?? [], allowFailed: given[Self.allowFailed])
    // An explicit null leaves the charset out of Content-Type: some servers refuse it there.
    charset = entries[Self.defaultCharset.spec.name] == .null ? nil : try given[Self.defaultCharset]
    let logLevel = try given[Self.logLevel]
    logged = try given[Self.logs].map(Set.init) ?? HTTPLogPart.parts(of: logLevel)
    retry = try given[Self.retry]
    retryRules.codes = try given[Self.retryOnStatusCodes]
    for (method, codes) in try given[Self.retryOnStatusCodesByMethod] ?? [:] {
      retryRules.codesByMethod[method.uppercased()] = codes
    }
    if let methods = try given[Self.retryableTransportFailureMethods] {
      retryRules.failureMethods = methods.map { $0.uppercased() }
    }
    contentLimit = try given[Self.maxContentLength]
    guard (0...Self.maximumContentLimit).contains(contentLimit) else {
      throw PropertyError(
        path: Self.maxContentLength.spec.name, "expected 0 to \(Self.maximumContentLimit) bytes (2 GB)")
    }
  }

  var propertyValue: Value {
    .map(["followRedirects": .bool(true), "allowFailed": .bool(false), "defaultCharset": .string("UTF-8")])
  }
}

/// Which status codes are a success.
enum ResponseAcceptance: Hashable {
  case belowError
  case all
  case only([Int])

  init(codes: [Int], allowFailed: Bool) {
    self = codes.isEmpty ? (allowFailed ? .all : .belowError) : .only(codes)
  }

  func allows(_ status: Int) -> Bool {
    switch self {
    case .belowError: status < 400
    case .all: true
    case .only(let codes): codes.contains(status)
    }
  }
}

/// A part of the exchange that may be logged.
enum HTTPLogPart: String, CaseIterable, PropertyConvertible {
  case requestHeaders = "REQUEST_HEADERS"
  case requestBody = "REQUEST_BODY"
  case responseHeaders = "RESPONSE_HEADERS"
  case responseBody = "RESPONSE_BODY"

  static var kind: PropertyKind { .enumeration(allCases.map(\.rawValue)) }

  init(property value: Value) throws(PropertyError) {
    self = try .init(word: value)
  }

  var propertyValue: Value { .string(rawValue) }

  /// What the older `logLevel` stood for.
  static func parts(of level: LogLevel?) -> Set<HTTPLogPart> {
    switch level?.rawValue {
    case "TRACE": Set(allCases)
    case "DEBUG": [.requestHeaders, .responseHeaders]
    case "INFO": [.responseHeaders]
    default: []
    }
  }
}

extension Value {
  /// The entries of an options object; a label on the whole goes to each.
  var objectEntries: ValueMap {
    get throws(PropertyError) {
      guard case .map(let entries) = opened else { throw PropertyError("expected a map") }
      return entries
    }
  }
}

extension RawRepresentable where Self: CaseIterable, RawValue == String {
  /// Reads one of the words of an enumeration.
  init(word value: Value) throws(PropertyError) {
    guard case .string(let text) = value.revealed, let word = Self(rawValue: text) else {
      throw PropertyError("expected one of \(Self.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    self = word
  }
}
