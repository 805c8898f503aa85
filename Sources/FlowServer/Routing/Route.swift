import Pebble

/// One operation of the API. Everything that is said of it, the OpenAPI document included, is read from here.
struct Route: Sendable {
  enum Access: Hashable, Sendable {
    /// Anybody may call it.
    case open
    /// Where authentication is configured, only who is known may call it.
    case authenticated
  }

  /// A parameter of the query.
  struct Query: Sendable {
    let name: String
    let schema: APISchema
    let text: String
    var isRequired = false
  }

  /// What the request carries: a media type and what it looks like.
  struct Body: Sendable {
    let types: [(name: String, schema: APISchema)]
    var isRequired = true

    static func json(_ schema: APISchema) -> Body { Body(types: [("application/json", schema)]) }
  }

  /// What a good answer carries.
  struct Answer: Sendable {
    let status: Int
    let text: String
    var type: String?
    var schema: APISchema?

    static func json(_ schema: APISchema, _ text: String = "As asked for", status: Int = 200) -> Answer {
      Answer(status: status, text: text, type: "application/json", schema: schema)
    }

    static func nothing(_ status: Int = 204) -> Answer { Answer(status: status, text: "Done") }

    static func stream(_ type: String, _ text: String) -> Answer {
      Answer(status: 200, text: text, type: type, schema: .string())
    }
  }

  typealias Handler = @Sendable (APIRequest) async throws -> APIResponse

  let method: String
  let path: RoutePath
  /// The name of the operation, unique.
  let name: String
  let summary: String
  let tag: String
  var access = Access.authenticated
  var query: [Query] = []
  var body: Body?
  var answers: [Answer] = []
  /// Whether it stands under `/api/v1/{tenant}`, so that it is reached with and without `main`.
  var hasTenant = true
  let handler: Handler

  /// A route under `/api/v1`, in both spellings: with the tenant `main` and without it.
  init(
    _ method: String, _ path: String, _ name: String, _ summary: String, tag: String, query: [Query] = [],
    body: Body? = nil, answers: [Answer], handler: @escaping Handler
  ) {
    self.method = method
    self.path = RoutePath("/api/v1/main" + path)
    self.name = name
    self.summary = summary
    self.tag = tag
    self.query = query
    self.body = body
    self.answers = answers
    self.handler = handler
  }

  /// A route at exactly this path.
  init(
    exactly path: String, _ name: String, _ summary: String, access: Access = .authenticated, answers: [Answer],
    handler: @escaping Handler
  ) {
    self.method = "GET"
    self.path = RoutePath(path)
    self.name = name
    self.summary = summary
    self.tag = "System"
    self.access = access
    self.answers = answers
    self.hasTenant = false
    self.handler = handler
  }

  var changesSomething: Bool { method != "GET" }
}
