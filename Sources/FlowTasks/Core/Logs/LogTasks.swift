import FlowModel
import FlowStore
import Pebble

/// The task types that work on the logs of executions.
public enum LogStoreTasks {
  public static func registrations(store: any LogStore) -> [RegisteredTask] {
    [
      RegisteredTask(LogFetchTask.self) { try LogFetchTask($0, store: store) },
      RegisteredTask(LogPurgeTask.self) { try LogPurgeTask($0, store: store) },
    ]
  }
}

/// Writes the log of an execution to a file.
public struct LogFetchTask: RunnableTask {
  public static let schema = TaskSchema(
    type: "io.kestra.plugin.core.log.Fetch", aliases: ["io.kestra.core.tasks.log.Fetch"],
    summary: "Writes the log of an execution to a file of internal storage, one JSON object a line.",
    properties: [executionID.spec, namespace.spec, flowID.spec, taskIDs.spec, level.spec],
    outputs: [
      OutputSpec("uri", .string, "The address of the file."), OutputSpec("size", .integer, "The number of entries."),
    ])

  static let executionID = Property<String?>("executionId", "The id of the execution; this one when left out.")
  static let namespace = Property<String?>("namespace", "Only entries of this namespace.")
  static let flowID = Property<String?>("flowId", "Only entries of this flow.")
  static let taskIDs = Property<[String]?>("tasksId", "Only entries of these tasks.")
  static let level = Property("level", default: LogLevel.info, "The least severe entries to write.")

  let executionID: String?
  private let query: LogQuery
  private let store: any LogStore

  public init(_ properties: RenderedProperties, store: any LogStore) throws(PropertyError) {
    executionID = try properties[Self.executionID]
    var query = LogQuery()
    query.namespace = try properties[Self.namespace]
    query.flowID = try properties[Self.flowID]
    query.taskIDs = try properties[Self.taskIDs] ?? []
    query.restrict(to: try properties[Self.level])
    self.query = query
    self.store = store
  }

  public func run(in context: RunContext) async throws -> Outputs {
    var query = query
    query.executionID = executionID.map { ExecutionID($0) } ?? context.identity.executionID
    let writer = try context.storage.create(try context.newFile(extension: ".ion"))
    do {
      var count = 0
      while true {
        try Task.checkCancellation()
        let page = try await store.records(query)
        guard let last = page.last else { break }
        for stored in page { try writer.write(contentsOf: Array((JSON.text(of: stored.record.value) + "\n").utf8)) }
        count += page.count
        query.after = last.cursor
      }
      return Outputs(["uri": .string(try writer.commit().description), "size": .int(count)])
    } catch {
      writer.cancel()
      throw error
    }
  }
}

extension LogRecord {
  /// The entry as the API of Kestra 1.x shows it; absent parts are left out.
  public var value: Value {
    var fields: ValueMap = ["namespace": .string(namespace), "flowId": .string(flowID)]
    if let taskID { fields["taskId"] = .string(taskID) }
    fields["executionId"] = .string(executionID.text)
    if let taskRunID { fields["taskRunId"] = .string(taskRunID.text) }
    if let attempt { fields["attemptNumber"] = .int(attempt) }
    fields["timestamp"] = .instant(date)
    fields["level"] = .string(level.rawValue)
    fields["message"] = .string(message)
    return .map(fields)
  }
}

/// Removes entries of logs.
public struct LogPurgeTask: RunnableTask {
  public static let schema = TaskSchema(
    type: "io.kestra.plugin.core.log.PurgeLogs", summary: "Removes entries of the logs of executions.",
    properties: [endDate.spec, startDate.spec, namespace.spec, flowID.spec, executionID.spec, logLevels.spec],
    outputs: [
      OutputSpec("count", .integer, "How many entries were removed."),
      OutputSpec("executionLogsCount", .integer, "How many of them were of executions: all."),
      OutputSpec("nonExecutionLogsCount", .integer, "How many were not: none are kept here."),
    ])

  static let endDate = Property<DateTime>("endDate", "Only entries before this time.")
  static let startDate = Property<DateTime?>("startDate", "Only entries from this time on.")
  static let namespace = Property<String?>("namespace", "Only entries of this namespace and those below it.")
  static let flowID = Property<String?>("flowId", "Only entries of this flow.")
  static let executionID = Property<String?>("executionId", "Only entries of this execution.")
  static let logLevels = Property<[LogLevel]?>("logLevels", "Only entries of these levels.")

  let query: LogQuery
  private let store: any LogStore

  public init(_ properties: RenderedProperties, store: any LogStore) throws(PropertyError) {
    var query = LogQuery()
    query.before = try properties[Self.endDate].date
    query.from = try properties[Self.startDate]?.date
    query.namespace = try properties[Self.namespace]
    query.flowID = try properties[Self.flowID]
    query.executionID = try properties[Self.executionID].map { ExecutionID($0) }
    query.levels = Set(try properties[Self.logLevels] ?? [])
    self.query = query
    self.store = store
  }

  public func run(in context: RunContext) async throws -> Outputs {
    let count = try await store.delete(query)
    return Outputs(["count": .int(count), "executionLogsCount": .int(count), "nonExecutionLogsCount": .int(0)])
  }

  /// A point in time: `2024-01-02T03:04:05Z`, or a day for its start in UTC.
  struct DateTime: PropertyConvertible {
    static var kind: PropertyKind { .string }
    let date: Instant

    init(property value: Value) throws(PropertyError) {
      let text = try String(property: value)
      guard let date = DateText.instant(text) ?? DateText.instant(text + "T00:00:00Z") else {
        throw PropertyError("'\(text)' is not a date with time: write it as in 2024-01-02T03:04:05Z")
      }
      self.date = date
    }

    var propertyValue: Value { .instant(date) }
  }
}
