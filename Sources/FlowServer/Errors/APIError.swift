/// Why a request is not answered as asked. The kind decides the status; the message is for the client.
struct APIError: Error, Hashable, Sendable {
  enum Kind: Hashable, Sendable {
    case badRequest
    case unauthorized
    case forbidden
    case notFound
    /// - allowed: the methods that the path takes.
    case methodNotAllowed(allowed: [String])
    case requestTimeout
    case conflict
    case gone
    case tooLarge
    case unsupportedMediaType
    /// Another host is meant.
    case misdirected
    case invalidEntity
    case illegalArgument
    /// - retryAfter: seconds.
    case tooManyRequests(retryAfter: Int)
    case internalError
    case unavailable
    case noSpace
  }

  /// One of several things that are wrong with what was sent.
  struct Violation: Hashable, Sendable {
    let message: String
    /// Where: `inputs.name`, `tasks.greet.uri`.
    let path: String?
  }

  let kind: Kind
  let detail: String
  let violations: [Violation]

  init(_ kind: Kind, _ detail: String, violations: [Violation] = []) {
    self.kind = kind
    self.detail = detail
    self.violations = violations
  }

  /// The one table from kinds to statuses, and to the words that the message begins with.
  private var entry: (status: Int, prefix: String) {
    switch kind {
    case .badRequest: (400, "Bad Request")
    case .unauthorized: (401, "Unauthorized")
    case .forbidden: (403, "Forbidden")
    case .notFound: (404, "Not Found")
    case .methodNotAllowed: (405, "Method Not Allowed")
    case .requestTimeout: (408, "Request Timeout")
    case .conflict: (409, "Illegal state")
    case .gone: (410, "Resource has expired")
    case .tooLarge: (413, "Content Too Large")
    case .unsupportedMediaType: (415, "Unsupported Media Type")
    case .misdirected: (421, "Misdirected Request")
    case .invalidEntity: (422, "Invalid entity")
    case .illegalArgument: (422, "Illegal argument")
    case .tooManyRequests: (429, "Too Many Requests")
    case .internalError: (500, "Internal server error")
    case .unavailable: (503, "Service Unavailable")
    case .noSpace: (507, "Insufficient Storage")
    }
  }

  var status: Int { entry.status }
  var message: String { detail.isEmpty ? entry.prefix : "\(entry.prefix): \(detail)" }

  static func notFound(_ detail: String) -> APIError { APIError(.notFound, detail) }
  static func illegalArgument(_ detail: String) -> APIError { APIError(.illegalArgument, detail) }
  static func conflict(_ detail: String) -> APIError { APIError(.conflict, detail) }
}
