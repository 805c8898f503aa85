import HTTPTypes
import Hummingbird

/// What every request passes before a route sees it: host and origin, the route, and who asks. What is not known to be open is
/// closed.
struct Gate: Sendable {
  let table: RouteTable
  let hosts: HostPolicy
  /// `nil`: everybody who reaches the server may call it.
  let authenticator: Authenticator?

  /// The route and the request that it may have.
  func admit(_ request: APIRequest, raw: HTTPRequest, address: String) async throws -> (Route, APIRequest) {
    let method = request.method
    let finding = table.find(method, request.path)
    let isReading = ["GET", "HEAD", "OPTIONS"].contains(method)
    let fields = [raw.authority].compactMap(\.self) + (Self.host.map { raw.headerFields[values: $0] } ?? [])
    _ = try hosts.check(
      hosts: fields, origin: raw.headerFields[.origin], site: Self.site.flatMap { raw.headerFields[$0] },
      changesSomething: !isReading)
    var request = request
    if case .route(let route, _) = finding, route.access == .open {
      // Open to everybody.
    } else if let authenticator {
      let fields = raw.headerFields[values: .authorization]
      guard fields.count == 1 else { throw APIError(.unauthorized, "") }
      request.user = try await authenticator.user(authorization: fields.first, address: address)
    }
    switch finding {
    case .route(let route, let parts):
      for (name, part) in parts { request.parameters[name] = try RoutePath.decode(part) }
      return (route, request)
    case .otherMethods(let methods):
      throw APIError(.methodNotAllowed(allowed: methods), "this path takes \(methods.joined(separator: ", "))")
    case .none: throw APIError(.notFound, "there is no such path: /openapi.json lists all")
    }
  }

  private static let host = HTTPField.Name("host")
  private static let site = HTTPField.Name("sec-fetch-site")
}
