import FlowStore

/// A request that has passed the gate, as a route sees it.
struct APIRequest: Sendable {
  /// In errors and the audit log.
  let id: String
  let method: String
  /// As it was sent, without the query.
  let path: String
  /// The parts of the path that the route names, decoded and checked.
  var parameters: [String: String] = [:]
  let query: QueryParameters
  let content: RequestContent
  /// Who sent it; `nil` where nobody has to say so.
  var user: String?
  /// `host:port` as the client named it.
  let host: String
  private let headers: @Sendable (String) -> String?

  init(
    id: String, method: String, path: String, query: QueryParameters, content: RequestContent, host: String,
    headers: @escaping @Sendable (String) -> String?
  ) {
    self.id = id
    self.method = method
    self.path = path
    self.query = query
    self.content = content
    self.host = host
    self.headers = headers
  }

  /// A header field by its name in lower case.
  func header(_ name: String) -> String? { headers(name) }

  /// A named part of the path; the route table gives every one that the route names.
  func parameter(_ name: String) throws(APIError) -> String {
    guard let value = parameters[name] else { throw APIError(.internalError, "") }
    return value
  }

  /// The media type of the body without its parameters, in lower case; empty when there is none.
  var mediaType: String {
    let field = content.mediaField
    return (field.split(separator: ";", maxSplits: 1).first.map(String.init) ?? "").lowercased()
      .trimmed()
  }
}

extension String {
  /// Without spaces and tabs at both ends.
  func trimmed() -> String {
    var slice = self[...]
    while let first = slice.first, first == " " || first == "\t" { slice.removeFirst() }
    while let last = slice.last, last == " " || last == "\t" { slice.removeLast() }
    return String(slice)
  }
}
