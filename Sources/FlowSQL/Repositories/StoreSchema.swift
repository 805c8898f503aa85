/// The tables of the store. A migration that was released is never changed; a new one is added after it.
enum StoreSchema {
  static let migrations = [Migration(1) { executions($0) + records($0) }]

  private static func executions(_ dialect: SQLDialect) -> [String] {
    let name = dialect.name
    return [
      // The texts of flows, by their SHA-256: executions of one revision share it.
      "CREATE TABLE flow_sources (digest \(name) PRIMARY KEY, source TEXT NOT NULL)",
      """
      CREATE TABLE executions (
        sequence \(dialect.countingKey), id \(name) NOT NULL UNIQUE, namespace \(name) NOT NULL, flow_id \(name) NOT NULL,
        flow_revision BIGINT NOT NULL, source_digest \(name) NOT NULL, state \(name) NOT NULL, created BIGINT NOT NULL,
        started_by \(name), is_closed BIGINT NOT NULL DEFAULT 0, revision BIGINT NOT NULL DEFAULT 0, owner \(name),
        token BIGINT NOT NULL DEFAULT 0, lease_end BIGINT, record TEXT NOT NULL)
      """,
      "CREATE INDEX executions_open ON executions (sequence) WHERE is_closed = 0",
      "CREATE INDEX executions_flow ON executions (namespace, flow_id, state)",
      "CREATE INDEX executions_created ON executions (created)",
      "CREATE INDEX executions_started_by ON executions (started_by) WHERE started_by IS NOT NULL",
      "CREATE INDEX executions_source ON executions (source_digest)",
      // One row for each transaction of an execution; revision is the number of changes before it.
      """
      CREATE TABLE execution_changes (
        execution BIGINT NOT NULL, revision BIGINT NOT NULL, changes TEXT NOT NULL, PRIMARY KEY (execution, revision))
      """,
      """
      CREATE TABLE execution_labels (
        execution BIGINT NOT NULL, name \(name) NOT NULL, value \(name) NOT NULL, PRIMARY KEY (execution, name))
      """,
      "CREATE INDEX execution_labels_value ON execution_labels (name, value)",
      """
      CREATE TABLE execution_requests (
        sequence \(dialect.countingKey), execution BIGINT NOT NULL, kind \(name) NOT NULL, inputs TEXT)
      """,
      "CREATE INDEX execution_requests_execution ON execution_requests (execution)",
    ]
  }

  private static func records(_ dialect: SQLDialect) -> [String] {
    let name = dialect.name
    return [
      "CREATE TABLE store_facts (name \(name) PRIMARY KEY, value BIGINT NOT NULL)",
      """
      CREATE TABLE flows (
        namespace \(name) NOT NULL, id \(name) NOT NULL, revision BIGINT NOT NULL, is_deleted BIGINT NOT NULL,
        PRIMARY KEY (namespace, id))
      """,
      """
      CREATE TABLE flow_revisions (
        namespace \(name) NOT NULL, id \(name) NOT NULL, revision BIGINT NOT NULL, source TEXT NOT NULL,
        saved BIGINT NOT NULL, PRIMARY KEY (namespace, id, revision))
      """,
      """
      CREATE TABLE logs (
        sequence \(dialect.countingKey), namespace \(name) NOT NULL, flow_id \(name) NOT NULL,
        execution_id \(name) NOT NULL, task_id \(name), task_run_id \(name), attempt BIGINT, logged BIGINT NOT NULL,
        level \(name) NOT NULL, message TEXT NOT NULL)
      """,
      "CREATE INDEX logs_execution ON logs (execution_id, sequence)",
      "CREATE INDEX logs_logged ON logs (logged)",
      """
      CREATE TABLE metrics (
        sequence \(dialect.countingKey), namespace \(name) NOT NULL, flow_id \(name) NOT NULL,
        execution_id \(name) NOT NULL, task_id \(name) NOT NULL, task_run_id \(name) NOT NULL, kind \(name) NOT NULL,
        name \(name) NOT NULL, value \(dialect.real) NOT NULL, tags TEXT NOT NULL, measured BIGINT NOT NULL)
      """,
      "CREATE INDEX metrics_execution ON metrics (execution_id, sequence)",
      "CREATE INDEX metrics_measured ON metrics (measured)",
      """
      CREATE TABLE key_values (
        namespace \(name) NOT NULL, name \(name) NOT NULL, type \(name) NOT NULL, value TEXT NOT NULL, description TEXT,
        created BIGINT NOT NULL, updated BIGINT NOT NULL, expires BIGINT, PRIMARY KEY (namespace, name))
      """,
      "CREATE INDEX key_values_expires ON key_values (expires) WHERE expires IS NOT NULL",
    ]
  }
}
