import FlowStore

/// Why an HTTP request could not be made, or its answer not be used. Never holds a secret: URIs come here masked.
///
/// Two are equal when their kinds are.
public struct HTTPTaskError: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Kind: Hashable, Sendable {
    // Nothing was sent.
    case invalidURI(uri: String, reason: String)
    case unsupportedScheme(scheme: String)
    case userInfoInURI
    case invalidMethod
    case invalidHeaderName
    case invalidHeaderValue(name: String)
    case duplicateHeader(name: String)
    case invalidContentType
    case unknownCharset(String)
    case unencodable(charset: String)
    case nullFormField(name: String)
    case bodyOfHead
    case invalidProxy(reason: String)
    case invalidLimit(property: String, reason: String)
    case notEncryptable
    case storage(StorageError)
    case notAllowed(uri: String)
    case denied(uri: String)
    case deniedAddress(host: String, address: String)
    case linkLocalAddress(host: String, address: String)
    case unresolvable(uri: String)
    // The connection.
    case unknownHost(host: String)
    case refused(host: String)
    case unreachable(host: String, reason: String)
    case connectTimeout(host: String, Duration)
    case idleTimeout(host: String, Duration)
    case tls(host: String, reason: String)
    case proxy(reason: String)
    // The answer.
    case noAnswer(host: String)
    case connectionLost(host: String, reason: String)
    case truncated(host: String, reason: String)
    case malformed(host: String, reason: String)
    case tooManyHeaderBytes(limit: Int)
    case tooManyHeaders(limit: Int)
    case tooManyEncodings(limit: Int)
    case decompressionBomb(ratio: Int)
    case bodyTooLarge(limit: Int)
    case notText(charset: String)
    case emptyAnswer
    case invalidSize(got: Int64, expected: Int64)
    case checksum(expected: String, actual: String)
    // Redirects.
    case tooManyRedirects(limit: Int)
    case redirectLoop(uri: String)
    case invalidRedirect(reason: String)
    case cancelled
    case transport(reason: String)
  }

  public let kind: Kind
  /// Whether a server may have read bytes of the request. Where it is `false`, sending it again cannot do anything twice.
  public var mayHaveBeenReceived = false
  /// What is known of the exchange up to the failure; `nil` where none began.
  public var timing: ExchangeTiming?

  public init(_ kind: Kind) {
    self.kind = kind
  }

  public static func == (left: HTTPTaskError, right: HTTPTaskError) -> Bool {
    left.kind == right.kind
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(kind)
  }

  public var description: String {
    switch kind {
    case .invalidURI(let uri, let reason): "\(reason): \(uri)"
    case .unsupportedScheme(let scheme):
      "The scheme '\(scheme)' is not supported: 'uri' and redirects take http:// and https:// only"
    case .userInfoInURI:
      "The uri holds a user name or password: move them to options.auth (type BASIC)"
    case .invalidMethod: "The method is not a token of RFC 9110: use letters, digits and !#$%&'*+-.^_`|~ only"
    case .invalidHeaderName: "A header name is empty or holds characters that RFC 9110 forbids"
    case .invalidHeaderValue(let name):
      "The value of header '\(name)' holds a control character (a line break, say); its value is not shown"
    case .duplicateHeader(let name): "duplicate key: \(name): header names differ in more than case"
    case .invalidContentType: "The contentType holds a control character or is empty"
    case .unknownCharset(let name): "Unsupported charset '\(name)': use UTF-8 or another name that iconv knows"
    case .unencodable(let charset): "The body has characters that the charset '\(charset)' cannot express: use UTF-8"
    case .nullFormField(let name): "The formData field '\(name)' is null: give it a value or leave it out"
    case .bodyOfHead: "A HEAD request has no body: leave out 'body' and 'formData'"
    case .invalidProxy(let reason): reason
    case .invalidLimit(let property, let reason): "Invalid value for property '\(property)': \(reason)"
    case .notEncryptable:
      "Unable to encrypt the response body as encryption is not configured: set an encryption key or leave out encryptBody"
    case .storage(let error): error.description
    case .notAllowed(let uri):
      "The URI \(uri) is not in the configured allowed list (kestra.tasks.http.allowedList)."
    case .denied(let uri): "The URI \(uri) is in the configured denied list (kestra.tasks.http.deniedList)."
    case .deniedAddress(let host, let address):
      """
      The host '\(host)' resolves to the address '\(address)', which is in the configured denied list \
      (kestra.tasks.http.deniedList).
      """
    case .linkLocalAddress(let host, let address):
      """
      The host '\(host)' resolves to the address '\(address)', which is link-local or a cloud's metadata service: \
      servers do not call those
      """
    case .unresolvable(let uri):
      "The URI \(uri) has no resolvable host to check against the configured allow/deny lists"
    case .unknownHost(let host): "Unknown host '\(host)': check its spelling and the DNS"
    case .refused(let host): "Connect to \(host) failed: Connection refused"
    case .unreachable(let host, let reason): "Connect to \(host) failed: \(reason)"
    case .connectTimeout(let host, let limit):
      "Connect to \(host) timed out: no connection within \(limit) (options.timeout.connectTimeout)"
    case .idleTimeout(let host, let limit):
      "Read timed out: no byte moved between here and \(host) for \(limit) (options.timeout.readIdleTimeout)"
    case .tls(let host, let reason): "TLS connection to \(host) failed: \(reason)"
    case .proxy(let reason): "The proxy failed: \(reason)"
    case .noAnswer(let host): "\(host) failed to respond: it closed the connection before any answer"
    case .connectionLost(let host, let reason): "The connection to \(host) was lost: \(reason)"
    case .truncated(let host, let reason): "The response of \(host) is incomplete: \(reason)"
    case .malformed(let host, let reason): "\(host) sent no valid HTTP response: \(reason)"
    case .tooManyHeaderBytes(let limit): "The response headers are larger than \(limit) bytes"
    case .tooManyHeaders(let limit): "The response has more than \(limit) header fields"
    case .tooManyEncodings(let limit): "The response has more than \(limit) layers of Content-Encoding"
    case .decompressionBomb(let ratio):
      "The response body grew to more than \(ratio) times its compressed size: it was not decompressed further"
    case .bodyTooLarge(let limit):
      """
      Response body is too large to store in task outputs (max \(limit) bytes). Raise options.maxContentLength or use \
      io.kestra.plugin.core.http.Download to fetch large payloads as files instead.
      """
    case .notText(let charset):
      """
      The response body is not valid \(charset) text, the Request task only supports text as body. \
      You can try using the Download task (io.kestra.plugin.core.http.Download) instead.
      """
    case .emptyAnswer: "No response from server"
    case .invalidSize(let got, let expected): "Invalid size, got \(got), expected \(expected)"
    case .checksum(let expected, let actual):
      "The file's checksum is \(actual), not \(expected) as the flow says: it was changed on the way or at its source"
    case .tooManyRedirects(let limit): "Maximum redirects (\(limit)) exceeded"
    case .redirectLoop(let uri): "Circular redirect to '\(uri)'"
    case .invalidRedirect(let reason): "The redirect was not followed: \(reason)"
    case .cancelled: "The request was cancelled"
    case .transport(let reason): "The HTTP request failed: \(reason)"
    }
  }
}
