import FlowModel
import FlowStore
import Pebble

/// The logs of executions.
struct LogRoutes: Sendable {
  let stores: ServerStores

  private static let filters: [Route.Query] = [
    .init(
      name: "minLevel", schema: .string(oneOf: LogLevel.allCases.map(\.rawValue)),
      text: "This level and the more severe"),
    .init(name: "taskId", schema: .string(), text: "One task"),
    .init(name: "taskRunId", schema: .string(), text: "One run of a task"),
  ]

  var routes: [Route] {
    [
      Route(
        "GET", "/logs/{executionId}", "listLogs", "The log of an execution; at most 10,000 entries", tag: "Logs",
        query: Self.filters, answers: [.json(.list(.map))]
      ) { request in
        let records = try await stores.logs.records(try query(request))
        return .json(.list(records.map { Self.view($0.record) }))
      },
      Route(
        "GET", "/logs/{executionId}/download", "downloadLogs", "The log of an execution as text", tag: "Logs",
        query: Self.filters, answers: [.stream("text/plain", "One line for each entry")]
      ) { request in
        let id = try request.parameter("executionId")
        let records = try await stores.logs.records(try query(request))
        let lines = records.map { "\($0.record.date.iso) \($0.record.level.rawValue) \($0.record.message)\n" }
        var response = APIResponse.text(lines.joined())
        let name = String(FileName.safe(id).map { $0.isASCII && $0 != "\"" ? $0 : "_" })
        response.headers.append(("Content-Disposition", "attachment; filename=\"\(name).log\""))
        return response
      },
    ]
  }

  private func query(_ request: APIRequest) throws(APIError) -> LogQuery {
    var query = LogQuery(executionID: ExecutionID(try request.parameter("executionId")))
    query.limit = LogQuery.maximumLimit
    if let word = request.query["minLevel"] {
      guard let level = LogLevel(rawValue: word) else { throw .illegalArgument("there is no such level") }
      query.restrict(to: level)
    }
    if let task = request.query["taskId"] { query.taskIDs = [task] }
    if let run = request.query["taskRunId"] { query.taskRunID = TaskRunID(run) }
    return query
  }

  private static func view(_ record: LogRecord) -> Value {
    var fields: ValueMap = [
      "namespace": .string(record.namespace), "flowId": .string(record.flowID),
      "executionId": .string(record.executionID.text),
    ]
    fields["taskId"] = record.taskID.map { .string($0) }
    fields["taskRunId"] = record.taskRunID.map { .string($0.text) }
    fields["attemptNumber"] = record.attempt.map { .int($0) }
    fields["timestamp"] = .instant(record.date)
    fields["level"] = .string(record.level.rawValue)
    fields["message"] = .string(record.message)
    return .map(fields)
  }
}
