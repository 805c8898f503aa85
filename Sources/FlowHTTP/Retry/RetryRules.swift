/// Which outcomes of a request are worth sending it again, where `options.retry` allows that at all.
struct RetryRules: Hashable {
  static let standardCodes = [502, 503, 504]
  static let safeMethods = ["GET", "HEAD"]

  /// `retryOnStatusCodes`; `nil` means 502, 503 and 504, for GET and HEAD.
  var codes: [Int]?
  /// `retryOnStatusCodesByMethod`, names in upper case: where a method is named, its list stands alone.
  var codesByMethod: [String: [Int]] = [:]
  /// `retryableTransportFailureMethods`, in upper case.
  var failureMethods = safeMethods

  /// Whether an answer that fails the task is one to try again on.
  func retries(_ method: String, status: Int) -> Bool {
    let method = method.uppercased()
    if let own = codesByMethod[method] { return own.contains(status) }
    if let codes { return codes.contains(status) }
    return Self.safeMethods.contains(method) && Self.standardCodes.contains(status)
  }

  /// Whether a failure without an answer is one to try again on. Where no byte can have been read, that is so for any
  /// method; where some may have been, for those the flow names (GET and HEAD unless it says otherwise).
  func retries(_ method: String, after error: HTTPTaskError) -> Bool {
    switch error.kind {
    case .refused, .unreachable, .connectTimeout: return true
    case .idleTimeout, .noAnswer, .connectionLost, .truncated:
      return !error.mayHaveBeenReceived || failureMethods.contains(method.uppercased())
    // A second try meets the same certificate, name, proxy or answer.
    default: return false
    }
  }
}
