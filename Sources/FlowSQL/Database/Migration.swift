import FlowStore

/// One step from a version of the schema to the next. Steps are only ever appended to the list; each runs in one transaction.
public struct Migration: Sendable {
  /// 1, 2, 3 …
  public let version: Int
  /// The statements in a database's dialect.
  public let statements: @Sendable (SQLDialect) -> [String]

  public init(_ version: Int, _ statements: @escaping @Sendable (SQLDialect) -> [String]) {
    self.version = version
    self.statements = statements
  }

  /// Brings a database to the newest version that this program knows.
  ///
  /// - Throws: `newerFormat` when a newer program has written it; then nothing is changed.
  public static func run(_ migrations: [Migration], on database: any SQLDatabase) async throws(StoreError) {
    try await database.write { session throws(StoreError) in
      try session.execute(
        "CREATE TABLE IF NOT EXISTS schema_version (version BIGINT PRIMARY KEY)")
    }
    let known = migrations.map(\.version).max() ?? 0
    for migration in migrations {
      try await database.write { session throws(StoreError) in
        // Looked up inside the transaction: another process may be migrating the same file.
        let current = try session.number("SELECT COALESCE(MAX(version), 0) FROM schema_version")
        guard current <= known else { throw StoreError(.newerFormat(found: current, known: known)) }
        guard current < migration.version else { return }
        for statement in migration.statements(session.dialect) { try session.execute(statement) }
        try session.execute("INSERT INTO schema_version (version) VALUES (?)", [SQLValue(migration.version)])
      }
    }
  }
}
