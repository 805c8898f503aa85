import FlowModel
import FlowStore
import Pebble

/// Metrics in a database.
public struct SQLMetricStore: MetricStore {
  private let database: any SQLDatabase

  init(_ database: any SQLDatabase) {
    self.database = database
  }

  public func append(_ records: [MetricRecord]) async throws(StoreError) {
    guard !records.isEmpty else { return }
    try await database.write { session throws(StoreError) in
      for record in records {
        let tags = ValueMap(record.tags.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }) { $1 }
        try session.execute(
          """
          INSERT INTO metrics (
            namespace, flow_id, execution_id, task_id, task_run_id, kind, name, value, tags, measured)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
          """,
          [
            .text(record.namespace), .text(record.flowID), .text(record.executionID.text), .text(record.taskID),
            .text(record.taskRunID.text), .text(record.kind.rawValue), .text(record.name), .real(record.value),
            .text(JSON.text(of: .map(tags))), SQLValue(record.date),
          ])
      }
    }
  }

  public func records(_ query: MetricQuery) async throws(StoreError) -> MetricPage {
    let filter = filter(of: query)
    let limit = min(max(0, query.limit), MetricQuery.maximumLimit)
    return try await database.read { session throws(StoreError) in
      let total = try session.number("SELECT COUNT(*) FROM metrics" + filter.clause, filter.values)
      let records = try session.rows(
        """
        SELECT namespace, flow_id, execution_id, task_id, task_run_id, kind, name, value, tags, measured
        FROM metrics\(filter.clause) ORDER BY sequence LIMIT ? OFFSET ?
        """, filter.values + [SQLValue(limit), SQLValue(max(0, query.offset))], SQLMetricStore.record)
      return MetricPage(records: records, total: total)
    }
  }

  @discardableResult public func delete(_ query: MetricQuery) async throws(StoreError) -> Int {
    let filter = filter(of: query)
    return try await database.write { session throws(StoreError) in
      try session.execute("DELETE FROM metrics" + filter.clause, filter.values)
    }
  }

  private func filter(of query: MetricQuery) -> SQLFilter {
    var filter = SQLFilter()
    filter.add("execution_id", equals: query.executionID?.text)
    filter.add("task_run_id", equals: query.taskRunID?.text)
    filter.add("task_id", equals: query.taskID)
    filter.add("name", equals: query.name)
    filter.add("measured", before: query.before)
    return filter
  }

  private static func record(_ row: SQLRow) throws(StoreError) -> MetricRecord {
    let word = try row.text(5)
    guard let kind = MetricRecord.Kind(rawValue: word) else { throw StoreError(.corrupt("'\(word)' is no metric")) }
    var tags: [String: String] = [:]
    if case .map(let entries)? = try? JSON.parse(try row.text(8)) {
      for case (let name, .string(let value)) in entries { tags[name] = value }
    }
    return MetricRecord(
      namespace: try row.text(0), flowID: try row.text(1), executionID: ExecutionID(try row.text(2)),
      taskID: try row.text(3), taskRunID: TaskRunID(try row.text(4)), kind: kind, name: try row.text(6),
      value: try row.real(7), tags: tags, date: try row.date(9))
  }
}
