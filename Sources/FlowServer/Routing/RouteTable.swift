/// All routes. A path is compared as it was sent, byte for byte: nothing is normalised, so no spelling of a path means another one.
struct RouteTable: Sendable {
  enum Finding: Sendable {
    case route(Route, [(name: String, raw: Substring)])
    /// The path is there, but not with this method.
    case otherMethods([String])
    case none
  }

  let routes: [Route]
  /// By the number of segments, the most specific first.
  private let byLength: [Int: [Route]]

  init(_ routes: [Route]) {
    self.routes = routes
    byLength = Dictionary(grouping: routes) { $0.path.segments.count }
      .mapValues { group in
        group.enumerated().sorted { left, right in
          if left.element.path.isMoreSpecific(than: right.element.path) { return true }
          if right.element.path.isMoreSpecific(than: left.element.path) { return false }
          return left.offset < right.offset
        }.map(\.element)
      }
  }

  /// - Parameter path: as it was sent, without the query.
  func find(_ method: String, _ path: String) -> Finding {
    // The answer to HEAD is that to GET without its body.
    let method = method == "HEAD" ? "GET" : method
    guard path.hasPrefix("/") else { return .none }
    var parts = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
    let exact = search(method, parts, tenantIsGiven: true)
    if case .route = exact { return exact }
    // The older spelling without a tenant means `main`.
    guard parts.count >= 3, parts[0] == "api", parts[1] == "v1", parts[2] != "main" else { return exact }
    parts.insert("main", at: 2)
    let short = search(method, parts, tenantIsGiven: false)
    if case .none = short { return exact }
    return short
  }

  private func search(_ method: String, _ parts: [Substring], tenantIsGiven: Bool) -> Finding {
    var others: Set<String> = []
    for route in byLength[parts.count] ?? [] where tenantIsGiven || route.hasTenant {
      guard let found = route.path.match(parts) else { continue }
      if route.method == method { return .route(route, found) }
      others.insert(route.method)
    }
    guard !others.isEmpty else { return .none }
    if others.contains("GET") { others.insert("HEAD") }
    return .otherMethods(others.sorted())
  }
}
