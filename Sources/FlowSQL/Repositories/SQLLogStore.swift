import FlowModel
import FlowStore
import Pebble

/// Logs in a database.
public struct SQLLogStore: LogStore {
  private let database: any SQLDatabase

  init(_ database: any SQLDatabase) {
    self.database = database
  }

  public func append(_ records: [LogRecord]) async throws(StoreError) {
    guard !records.isEmpty else { return }
    try await database.write { session throws(StoreError) in
      for record in records {
        try session.execute(
          """
          INSERT INTO logs (namespace, flow_id, execution_id, task_id, task_run_id, attempt, logged, level, message)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
          """,
          [
            .text(record.namespace), .text(record.flowID), .text(record.executionID.text), SQLValue(record.taskID),
            SQLValue(record.taskRunID?.text), SQLValue(record.attempt), SQLValue(record.date),
            .text(record.level.rawValue), .text(record.message),
          ])
      }
    }
  }

  public func records(_ query: LogQuery) async throws(StoreError) -> [StoredLogRecord] {
    var filter = filter(of: query)
    if let cursor = query.after {
      filter.add(query.isNewestFirst ? "sequence < ?" : "sequence > ?", SQLValue(cursor))
    }
    let direction = query.isNewestFirst ? "DESC" : "ASC"
    let limit = min(max(0, query.limit), LogQuery.maximumLimit)
    return try await database.read { [filter] session throws(StoreError) in
      try session.rows(
        """
        SELECT sequence, namespace, flow_id, execution_id, task_id, task_run_id, attempt, logged, level, message
        FROM logs\(filter.clause) ORDER BY sequence \(direction) LIMIT ?
        """, filter.values + [SQLValue(limit)], SQLLogStore.record)
    }
  }

  public func count(_ query: LogQuery) async throws(StoreError) -> Int {
    let filter = filter(of: query)
    return try await database.read { session throws(StoreError) in
      try session.number("SELECT COUNT(*) FROM logs" + filter.clause, filter.values)
    }
  }

  @discardableResult public func delete(_ query: LogQuery) async throws(StoreError) -> Int {
    let filter = filter(of: query)
    return try await database.write { session throws(StoreError) in
      try session.execute("DELETE FROM logs" + filter.clause, filter.values)
    }
  }

  private func filter(of query: LogQuery) -> SQLFilter {
    var filter = SQLFilter()
    filter.add("namespace", isWithin: query.namespace)
    filter.add("flow_id", equals: query.flowID)
    filter.add("execution_id", equals: query.executionID?.text)
    filter.add("task_id", isOneOf: query.taskIDs)
    filter.add("task_run_id", equals: query.taskRunID?.text)
    if let attempt = query.attempt { filter.add("attempt = ?", SQLValue(attempt)) }
    filter.add("level", isOneOf: query.levels.map(\.rawValue).sorted())
    filter.add("logged", from: query.from)
    filter.add("logged", before: query.before)
    filter.add(["message"], contain: query.text, in: database.dialect)
    return filter
  }

  private static func record(_ row: SQLRow) throws(StoreError) -> StoredLogRecord {
    let word = try row.text(8)
    guard let level = LogLevel(rawValue: word) else { throw StoreError(.corrupt("'\(word)' is no log level")) }
    return StoredLogRecord(
      cursor: try row.integer(0),
      record: LogRecord(
        namespace: try row.text(1), flowID: try row.text(2), executionID: ExecutionID(try row.text(3)),
        taskID: try row.optionalText(4), taskRunID: try row.optionalText(5).map { TaskRunID($0) },
        attempt: try row.optionalInteger(6), date: try row.date(7), level: level, message: try row.text(9)))
  }
}
