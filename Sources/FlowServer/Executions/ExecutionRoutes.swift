import FlowModel
import FlowStore
import FlowTasks
import OrderedCollections
import Pebble

/// Executions: start, read, find, end and delete.
struct ExecutionRoutes: Sendable {
  let creation: ExecutionCreation
  let stores: ServerStores
  let runner: any ExecutionRunner
  let publicURL: String?

  private static let form = Route.Body(types: [("multipart/form-data", .map)], isRequired: false)
  private static let creationQuery: [Route.Query] = [
    .init(name: "wait", schema: .boolean, text: "Whether to answer when the execution has ended"),
    .init(name: "revision", schema: .integer(1...Int.max), text: "An older revision of the flow"),
  ]

  var routes: [Route] {
    [
      Route(
        "POST", "/executions/{namespace}/{id}", "createExecution", "Starts a flow with inputs and files",
        tag: "Executions", query: Self.creationQuery, body: Self.form, answers: [.json(.named("Execution"))]
      ) { request in try await create(request) },
      Route(
        "POST", "/executions/trigger/{namespace}/{id}", "triggerExecution", "The older name of createExecution",
        tag: "Executions", query: Self.creationQuery, body: Self.form, answers: [.json(.named("Execution"))]
      ) { request in try await create(request) },
      Route(
        "GET", "/executions/search", "searchExecutions", "Finds executions", tag: "Executions",
        query: Paging.query + ExecutionFilters.query, answers: [.json(.page(.named("Execution")))]
      ) { request in try await search(request) },
      Route(
        "GET", "/executions/{executionId}", "getExecution", "An execution", tag: "Executions",
        answers: [.json(.named("Execution"))]
      ) { request in .json(Self.view(try await execution(request))) },
      Route(
        "DELETE", "/executions/{executionId}/kill", "killExecution", "Cuts what an execution does and ends it",
        tag: "Executions", answers: [.nothing(202)]
      ) { request in
        let execution = try await execution(request)
        guard !execution.state.current.isTerminal, runner.kill(execution.id) else {
          throw APIError.conflict("Execution is already finished, can't kill it")
        }
        return APIResponse(status: 202)
      },
      Route(
        "DELETE", "/executions/{executionId}", "deleteExecution", "Removes an execution that has ended, with its log",
        tag: "Executions", answers: [.nothing()]
      ) { request in try await delete(request) },
    ]
  }

  private func execution(_ request: APIRequest) async throws -> Execution {
    let id = ExecutionID(try request.parameter("executionId"))
    do {
      return try await stores.executions.load(id).current
    } catch {
      guard case .notFound = error.kind else { throw error }
      throw APIError.notFound("Unable to find execution id '\(id)'")
    }
  }

  private func create(_ request: APIRequest) async throws -> APIResponse {
    let waits = try request.query.flag("wait", default: false)
    let id = try await creation.start(request)
    if waits { await runner.waitForEnd(of: id) }
    let execution = try await stores.executions.load(id).current
    guard case .map(var fields) = Self.view(execution) else { throw APIError(.internalError, "") }
    let base = publicURL ?? "http://\(request.host)"
    fields["url"] = .string(
      "\(base)/ui/main/executions/\(execution.namespace)/\(execution.flowID)/\(execution.id.text)")
    return .json(.map(fields))
  }

  private func search(_ request: APIRequest) async throws -> APIResponse {
    let paging = try Paging(request.query)
    var query = try ExecutionFilters(request.query).value
    query.offset = paging.offset
    query.limit = paging.size
    let page = try await stores.executions.search(query)
    return .json(Paging.page(page.executions.map(Self.view), total: page.total))
  }

  private func delete(_ request: APIRequest) async throws -> APIResponse {
    let execution = try await execution(request)
    guard execution.state.current.isTerminal else {
      throw APIError.conflict("Execution must be terminated to be deleted")
    }
    try await stores.logs.delete(LogQuery(executionID: execution.id))
    var metrics = MetricQuery()
    metrics.executionID = execution.id
    try await stores.metrics.delete(metrics)
    try await stores.executions.delete(execution.id)
    return .noContent
  }

  /// What may be shown of an execution: secrets masked, also where a server echoed an input.
  static func view(_ execution: Execution) -> Value {
    let masker = Masker()
    for input in execution.inputs.values where input.containsSecret { masker.remember(input) }
    return ExecutionView(execution) { masker.mask($0) }.value
  }
}
