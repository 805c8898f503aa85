import FlowModel
import FlowStore
import Pebble

/// Flows: create, read, change, delete, check and find.
struct FlowRoutes: Sendable {
  let library: FlowLibrary

  private static let source = Route.Body(types: [
    ("application/x-yaml", .string()), ("application/yaml", .string()), ("text/plain", .string()),
    ("application/json", .map),
  ])

  var routes: [Route] {
    [
      Route(
        "POST", "/flows", "createFlow", "Adds a flow", tag: "Flows", body: Self.source,
        answers: [.json(.named("Flow"))]
      ) { request in
        FlowRoutes.answer(try await library.save(try await FlowRoutes.source(of: request), policy: .create))
      },
      Route(
        "PUT", "/flows/{namespace}/{id}", "updateFlow", "Changes a flow: a new revision", tag: "Flows",
        body: Self.source, answers: [.json(.named("Flow"))]
      ) { request in
        let name = (try request.parameter("namespace"), try request.parameter("id"))
        return FlowRoutes.answer(
          try await library.save(
            try await FlowRoutes.source(of: request), policy: .update, expecting: name))
      },
      Route(
        "GET", "/flows/{namespace}/{id}", "getFlow", "A flow", tag: "Flows",
        query: [
          .init(name: "source", schema: .boolean, text: "Whether to give the text too"),
          .init(name: "revision", schema: .integer(1...Int.max), text: "An older revision"),
        ], answers: [.json(.named("Flow"))]
      ) { request in try await get(request) },
      Route(
        "DELETE", "/flows/{namespace}/{id}", "deleteFlow", "Deletes a flow; its executions stay", tag: "Flows",
        answers: [.nothing()]
      ) { request in
        let (namespace, id) = (try request.parameter("namespace"), try request.parameter("id"))
        guard try await library.repository.delete(namespace: namespace, id: id) else { throw FlowRoutes.missing }
        return .noContent
      },
      Route(
        "GET", "/flows/{namespace}/{id}/revisions", "listFlowRevisions", "All revisions of a flow, with their texts",
        tag: "Flows", answers: [.json(.list(.named("Flow")))]
      ) { request in
        let found = try await library.repository.revisions(
          namespace: try request.parameter("namespace"), id: try request.parameter("id"))
        guard !found.isEmpty else { throw FlowRoutes.missing }
        return .json(.list(found.map { FlowLibrary.view($0, withSource: true) }))
      },
      Route(
        "GET", "/flows/{namespace}", "listFlows", "The flows of one namespace", tag: "Flows",
        answers: [.json(.list(.named("Flow")))]
      ) { request in
        var query = FlowQuery()
        let namespace = try request.parameter("namespace")
        query.namespace = namespace
        query.limit = FlowQuery.maximumLimit
        let found = try await library.repository.search(query).flows.filter { $0.namespace == namespace }
        return .json(.list(found.map { FlowLibrary.view($0, withSource: false) }))
      },
      Route(
        "GET", "/flows/search", "searchFlows", "Finds flows", tag: "Flows",
        query: Paging.query + [
          .init(name: "namespace", schema: .string(), text: "With the namespaces below it"),
          .init(name: "q", schema: .string(), text: "Text in the namespace, the id or the source"),
        ], answers: [.json(.page(.named("Flow")))]
      ) { request in try await search(request) },
      Route(
        "GET", "/flows/distinct-namespaces", "listNamespaces", "The namespaces that hold flows", tag: "Flows",
        answers: [.json(.list(.string()))]
      ) { _ in .json(.list(try await library.repository.namespaces().map { .string($0) })) },
      Route(
        "POST", "/flows/validate", "validateFlows", "Checks flows, separated by lines of ---", tag: "Flows",
        body: Self.source, answers: [.json(.list(.map))]
      ) { request in try await validate(request) },
    ]
  }

  static let missing = APIError.notFound("Flow not found")

  private static func answer(_ flow: StoredFlow) -> APIResponse {
    .json(FlowLibrary.view(flow, withSource: true))
  }

  /// The text of the flow that was sent; JSON is kept as JSON, which is YAML too.
  private static func source(of request: APIRequest) async throws -> String {
    switch request.mediaType {
    case "application/x-yaml", "application/yaml", "text/yaml", "text/plain":
      return try await request.content.text(limit: ServerLimits.flowBytes)
    case "application/json":
      return JSON.text(of: try await request.content.json(limit: ServerLimits.flowBytes), pretty: true)
    default: throw APIError(.unsupportedMediaType, "a flow is application/x-yaml or application/json")
    }
  }

  private func get(_ request: APIRequest) async throws -> APIResponse {
    let revision =
      request.query["revision"] == nil ? nil : try request.query.integer("revision", default: 1, in: 1...Int.max)
    let stored = try await library.repository.flow(
      namespace: try request.parameter("namespace"), id: try request.parameter("id"), revision: revision)
    guard let stored else { throw Self.missing }
    return .json(FlowLibrary.view(stored, withSource: try request.query.flag("source", default: false)))
  }

  private func search(_ request: APIRequest) async throws -> APIResponse {
    let paging = try Paging(request.query)
    var query = FlowQuery()
    query.namespace = request.query["namespace"] ?? request.query["filters[namespace][PREFIX]"]
    query.text = request.query["q"] ?? request.query["filters[q][EQUALS]"]
    query.offset = paging.offset
    query.limit = paging.size
    let page = try await library.repository.search(query)
    return .json(Paging.page(page.flows.map { FlowLibrary.view($0, withSource: false) }, total: page.total))
  }

  private func validate(_ request: APIRequest) async throws -> APIResponse {
    let documents = FlowLibrary.documents(of: try await Self.source(of: request))
    return .json(
      .list(
        documents.enumerated().map { index, text in
          let (flow, diagnostics) = library.check(text)
          let errors = diagnostics.filter { $0.severity == .error }
          var fields: ValueMap = [
            "index": .int(index), "outdated": .bool(false), "deprecationPaths": .list([]),
            "warnings": .list(
              diagnostics.filter { $0.severity == .warning }.map { .string(APIError.text($0)) }),
            "infos": .list(diagnostics.filter { $0.severity == .info }.map { .string(APIError.text($0)) }),
          ]
          if let flow {
            fields["flow"] = .string(flow.id)
            fields["namespace"] = .string(flow.namespace)
          }
          if !errors.isEmpty {
            fields["constraints"] = .string(errors.map(APIError.text).joined(separator: "\n"))
            fields["diagnostics"] = DiagnosticReport.value(of: errors)
          }
          return .map(fields)
        }))
  }
}
