import FlowModel
import FlowTasks
import Pebble

/// One request with the redirects that follow from it (RFC 9110, section 15.4).
struct RedirectingExchange {
  static let limit = 50

  let log: RunLog

  /// - Parameter send: sends one hop, numbered from 0.
  func run(
    _ first: PreparedRequest, send: (PreparedRequest, Int) async throws -> HTTPExchange
  ) async throws -> HTTPExchange {
    var request = first
    var visited: Set<String> = []
    for hop in 0...RedirectingExchange.limit {
      let exchange = try await send(request, hop)
      guard let next = try redirected(request, by: exchange) else { return exchange }
      guard visited.insert(next.uri.text.revealed).inserted else {
        throw HTTPTaskError(.redirectLoop(uri: next.uri.text.masked))
      }
      request = next
    }
    throw HTTPTaskError(.tooManyRedirects(limit: RedirectingExchange.limit))
  }

  /// The request that an answer asks for, or `nil` when the answer is the result.
  private func redirected(
    _ request: PreparedRequest, by exchange: HTTPExchange
  ) throws(HTTPTaskError) -> PreparedRequest? {
    guard request.followsRedirects, [301, 302, 303, 307, 308].contains(exchange.status),
      let location = exchange.headers["location"].first
    else { return nil }
    var next = request
    next.warnings = []
    next.cookies = exchange.cookies
    next.uri = try request.uri.resolving(location: location)
    if becomesGet(request.method, status: exchange.status) {
      next.method = "GET"
      next.body = .none
      next.headers.removeAll { $0.name.lowercased().hasPrefix("content-") }
    }
    if next.uri.origin != request.uri.origin { try leaveOrigin(&next, from: request) }
    return next
  }

  private func becomesGet(_ method: String, status: Int) -> Bool {
    switch status {
    case 301, 302: method == "POST"
    case 303: method != "GET" && method != "HEAD"
    default: false
    }
  }

  /// What was meant for one server is not told to another. What is dropped stays so, even if a later hop leads back.
  private func leaveOrigin(_ next: inout PreparedRequest, from request: PreparedRequest) throws(HTTPTaskError) {
    let dropped = next.headers.filter(\.isCredential).map(\.name)
    let hasCredentials = next.authentication != nil || !dropped.isEmpty
    let isDowngrade = request.uri.origin.scheme == "https" && next.uri.origin.scheme == "http"
    if isDowngrade && (hasCredentials || next.body.isSecret) {
      throw HTTPTaskError(
        .invalidRedirect(reason: "it leads from https to http (\(next.uri.origin)) and the request carries credentials")
      )
    }
    if next.body.isSecret {
      throw HTTPTaskError(
        .invalidRedirect(reason: "it leads to another server (\(next.uri.origin)) and the body holds a secret"))
    }
    next.authentication = nil
    next.headers.removeAll(where: \.isCredential)
    if hasCredentials {
      let names = (dropped + (request.authentication == nil ? [] : ["options.auth"])).joined(separator: ", ")
      log(.warn, "Redirect to another origin (\(next.uri.origin)): credentials are not sent there (\(names))")
    } else if isDowngrade {
      log(.warn, "Redirect from https to http: \(next.uri)")
    }
  }
}
