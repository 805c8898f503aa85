import Pebble

extension APIError {
  /// The documented shape of an error: Kestra's, with `status` and `requestId` beside it.
  ///
  /// A failed authentication has no body.
  func response(path: String, requestID: String) -> APIResponse {
    if kind == .unauthorized {
      return APIResponse(status: 401, headers: [("WWW-Authenticate", "Basic realm=\"Apus\", charset=\"UTF-8\"")])
    }
    var fields: ValueMap = [
      "message": .string(message), "status": .int(status), "requestId": .string(requestID),
      "_links": .map(["self": .map(["href": .string(path), "templated": .bool(false)])]),
    ]
    let errors = violations.isEmpty ? [Violation(message: message, path: nil)] : violations
    fields["_embedded"] = .map([
      "errors": .list(
        errors.map { violation in
          var entry: ValueMap = ["message": .string(violation.message)]
          entry["path"] = violation.path.map { .string($0) }
          return .map(entry)
        })
    ])
    var response = APIResponse.json(.map(fields), status: status)
    switch kind {
    case .methodNotAllowed(let allowed): response.headers.append(("Allow", allowed.joined(separator: ", ")))
    case .tooManyRequests(let seconds): response.headers.append(("Retry-After", String(seconds)))
    // What was not read of the request is not waited for.
    case .requestTimeout, .tooLarge: response.closesConnection = true
    default: break
    }
    return response
  }

  static let schema = APISchema.object(
    [
      "message": .string("What is wrong, and what to do"), "status": .integer(), "requestId": .string(),
      "_links": .anything, "_embedded": .anything,
    ], required: ["message", "status", "requestId"])
}
