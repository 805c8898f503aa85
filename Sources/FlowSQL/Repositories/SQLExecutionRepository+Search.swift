import FlowModel
import FlowStore
import Pebble

extension SQLExecutionRepository {
  public func unfinished(limit: Int, after id: ExecutionID?) async throws(StoreError) -> [ExecutionID] {
    try await database.read { session throws(StoreError) in
      try session.rows(
        """
        SELECT id FROM executions
        WHERE is_closed = 0 AND sequence > COALESCE((SELECT sequence FROM executions WHERE id = ?), 0)
        ORDER BY sequence LIMIT ?
        """, [SQLValue(id?.text), SQLValue(max(0, limit))]
      ) { row throws(StoreError) in ExecutionID(try row.text(0)) }
    }
  }

  public func search(_ query: ExecutionQuery) async throws(StoreError) -> ExecutionPage {
    let filter = SQLExecutionRepository.filter(of: query)
    let direction = query.isNewestFirst ? "DESC" : "ASC"
    let limit = min(max(0, query.limit), ExecutionQuery.maximumLimit)
    let (total, found) = try await database.read { session throws(StoreError) in
      let total = try session.number("SELECT COUNT(*) FROM executions" + filter.clause, filter.values)
      let rows = try session.rows(
        "SELECT sequence, record FROM executions\(filter.clause) ORDER BY sequence \(direction) LIMIT ? OFFSET ?",
        filter.values + [SQLValue(limit), SQLValue(max(0, query.offset))]
      ) { row throws(StoreError) in (try row.integer(0), try row.text(1)) }
      var found: [(record: String, changes: [String])] = []
      for (sequence, record) in rows {
        found.append((record, try SQLExecutionRepository.changes(of: sequence, in: session)))
      }
      return (total, found)
    }
    var executions: [Execution] = []
    for (record, texts) in found {
      var fold = ExecutionFold(try codec.execution(from: record))
      for text in texts {
        for change in try codec.changes(from: text) { fold.apply(change) }
      }
      executions.append(fold.execution)
    }
    return ExecutionPage(executions: executions, total: total)
  }

  public func count(namespace: String, flowID: String, in states: Set<RunState>) async throws(StoreError) -> Int {
    guard !states.isEmpty else { return 0 }
    var filter = SQLFilter()
    filter.add("namespace", equals: namespace)
    filter.add("flow_id", equals: flowID)
    filter.add("state", isOneOf: states.map(\.rawValue).sorted())
    return try await database.read { [filter] session throws(StoreError) in
      try session.number("SELECT COUNT(*) FROM executions" + filter.clause, filter.values)
    }
  }

  private static func filter(of query: ExecutionQuery) -> SQLFilter {
    var filter = SQLFilter()
    filter.add("namespace", isWithin: query.namespace)
    filter.add("flow_id", equals: query.flowID)
    filter.add("state", isOneOf: query.states.map(\.rawValue).sorted())
    filter.add("created", from: query.createdFrom)
    filter.add("created", before: query.createdBefore)
    filter.add("started_by", equals: query.startedBy?.text)
    for (name, value) in query.labels {
      filter.add(
        "EXISTS (SELECT 1 FROM execution_labels WHERE execution = sequence AND name = ? AND value = ?)", .text(name),
        .text(value))
    }
    return filter
  }
}
