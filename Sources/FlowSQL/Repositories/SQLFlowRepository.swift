import FlowStore
import Pebble

/// Flows and their revisions in a database.
public struct SQLFlowRepository: FlowRepository {
  private static let columns = "r.namespace, r.id, r.revision, r.source, r.saved, f.is_deleted"
  private static let newest =
    "flows f JOIN flow_revisions r ON r.namespace = f.namespace AND r.id = f.id AND r.revision = f.revision"

  private let database: any SQLDatabase
  private let now: @Sendable () -> Instant

  init(_ database: any SQLDatabase, now: @escaping @Sendable () -> Instant) {
    self.database = database
    self.now = now
  }

  public func save(
    _ source: String, namespace: String, id: String, policy: FlowSavePolicy
  ) async throws(StoreError) -> StoredFlow {
    let date = now()
    return try await database.write { session throws(StoreError) in
      let newest = try SQLFlowRepository.newest(namespace, id, in: session)
      try policy.check(newest, namespace: namespace, id: id)
      if let newest, !newest.isDeleted, newest.source == source { return newest }
      let flow = StoredFlow(
        namespace: namespace, id: id, revision: (newest?.revision ?? 0) + 1, source: source, date: date)
      try session.execute(
        "INSERT INTO flow_revisions (namespace, id, revision, source, saved) VALUES (?, ?, ?, ?, ?)",
        [.text(namespace), .text(id), SQLValue(flow.revision), .text(source), SQLValue(date)])
      try session.execute(
        """
        INSERT INTO flows (namespace, id, revision, is_deleted) VALUES (?, ?, ?, 0)
        ON CONFLICT (namespace, id) DO UPDATE SET revision = excluded.revision, is_deleted = 0
        """, [.text(namespace), .text(id), SQLValue(flow.revision)])
      return flow
    }
  }

  public func flow(namespace: String, id: String, revision: Int?) async throws(StoreError) -> StoredFlow? {
    try await database.read { session throws(StoreError) in
      guard let revision else {
        let newest = try SQLFlowRepository.newest(namespace, id, in: session)
        return newest.flatMap { $0.isDeleted ? nil : $0 }
      }
      return try session.row(
        """
        SELECT \(SQLFlowRepository.columns) FROM flow_revisions r
        JOIN flows f ON r.namespace = f.namespace AND r.id = f.id WHERE r.namespace = ? AND r.id = ? AND r.revision = ?
        """, [.text(namespace), .text(id), SQLValue(revision)], SQLFlowRepository.flow)
    }
  }

  public func revisions(namespace: String, id: String) async throws(StoreError) -> [StoredFlow] {
    try await database.read { session throws(StoreError) in
      try session.rows(
        """
        SELECT \(SQLFlowRepository.columns) FROM flow_revisions r
        JOIN flows f ON r.namespace = f.namespace AND r.id = f.id WHERE r.namespace = ? AND r.id = ? ORDER BY r.revision
        """, [.text(namespace), .text(id)], SQLFlowRepository.flow)
    }
  }

  public func search(_ query: FlowQuery) async throws(StoreError) -> FlowPage {
    var filter = SQLFilter()
    if !query.includesDeleted { filter.add("f.is_deleted = 0") }
    filter.add("f.namespace", isWithin: query.namespace)
    filter.add(["f.namespace", "f.id", "r.source"], contain: query.text, in: database.dialect)
    let limit = min(max(0, query.limit), FlowQuery.maximumLimit)
    return try await database.read { [filter] session throws(StoreError) in
      let source = "FROM \(SQLFlowRepository.newest)\(filter.clause)"
      let total = try session.number("SELECT COUNT(*) \(source)", filter.values)
      let flows = try session.rows(
        "SELECT \(SQLFlowRepository.columns) \(source) ORDER BY f.namespace, f.id LIMIT ? OFFSET ?",
        filter.values + [SQLValue(limit), SQLValue(max(0, query.offset))], SQLFlowRepository.flow)
      return FlowPage(flows: flows, total: total)
    }
  }

  public func namespaces() async throws(StoreError) -> [String] {
    try await database.read { session throws(StoreError) in
      try session.rows("SELECT DISTINCT namespace FROM flows WHERE is_deleted = 0 ORDER BY namespace") {
        row throws(StoreError) in try row.text(0)
      }
    }
  }

  @discardableResult public func delete(namespace: String, id: String) async throws(StoreError) -> Bool {
    try await database.write { session throws(StoreError) in
      try session.execute(
        "UPDATE flows SET is_deleted = 1 WHERE namespace = ? AND id = ? AND is_deleted = 0",
        [.text(namespace), .text(id)]) > 0
    }
  }

  private static func newest(
    _ namespace: String, _ id: String, in session: any SQLSession
  ) throws(StoreError) -> StoredFlow? {
    try session.row(
      "SELECT \(columns) FROM \(newest) WHERE f.namespace = ? AND f.id = ?", [.text(namespace), .text(id)], flow)
  }

  private static func flow(_ row: SQLRow) throws(StoreError) -> StoredFlow {
    StoredFlow(
      namespace: try row.text(0), id: try row.text(1), revision: try row.integer(2), source: try row.text(3),
      date: try row.date(4), isDeleted: try row.flag(5))
  }
}
