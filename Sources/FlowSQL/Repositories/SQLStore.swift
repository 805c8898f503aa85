import FlowStore
import Pebble

/// All repositories on one database.
///
/// ```swift
/// let store = try await SQLStore.open(.sqlite("apus.db"), key: key)
/// ```
public struct SQLStore: Sendable {
  /// Where a database is.
  public enum Location: Hashable, Sendable {
    /// A file of this machine; it is made where it is missing.
    case sqlite(String)
  }

  public let database: any SQLDatabase
  public let executions: SQLExecutionRepository
  public let flows: SQLFlowRepository
  public let logs: SQLLogStore
  public let metrics: SQLMetricStore
  public let keyValues: SQLKeyValueStore

  /// Opens a store, and brings its tables to the newest version.
  ///
  /// - Parameter key: encrypts what is secret: 16, 24 or 32 bytes. Without one, a secret is refused.
  /// - Throws: `newerFormat` when a newer program has written it; nothing is changed then.
  public static func open(
    _ location: Location, key: [UInt8]? = nil, now: @escaping @Sendable () -> Instant = Instant.systemClock
  ) async throws(StoreError) -> SQLStore {
    switch location {
    case .sqlite(let path): try await open(try await SQLiteDatabase.open(path), key: key, now: now)
    }
  }

  /// The same on a database that was opened by the caller; the store closes it.
  public static func open(on database: any SQLDatabase, key: [UInt8]? = nil) async throws(StoreError) -> SQLStore {
    try await open(database, key: key, now: Instant.systemClock)
  }

  static func open(
    _ database: any SQLDatabase, key: [UInt8]?, now: @escaping @Sendable () -> Instant
  ) async throws(StoreError) -> SQLStore {
    do {
      try await Migration.run(StoreSchema.migrations, on: database)
      try await checkFormat(of: database)
    } catch {
      await database.close()
      throw error
    }
    return SQLStore(database, key: key, now: now)
  }

  private init(_ database: any SQLDatabase, key: [UInt8]?, now: @escaping @Sendable () -> Instant) {
    self.database = database
    executions = SQLExecutionRepository(
      database, codec: JournalCodec(key: key), values: JournalValue(key: key), now: now)
    flows = SQLFlowRepository(database, now: now)
    logs = SQLLogStore(database)
    metrics = SQLMetricStore(database)
    keyValues = SQLKeyValueStore(database, values: JournalValue(key: key), now: now)
  }

  /// Ends what is under way and closes the files.
  public func close() async {
    await database.close()
  }

  private static func checkFormat(of database: any SQLDatabase) async throws(StoreError) {
    let known = JournalCodec.version
    let found = try await database.write { session throws(StoreError) in
      try session.execute(
        "INSERT INTO store_facts (name, value) VALUES ('journal', ?) ON CONFLICT (name) DO NOTHING", [SQLValue(known)])
      return try session.number("SELECT value FROM store_facts WHERE name = 'journal'")
    }
    guard found <= known else { throw StoreError(.newerFormat(found: found, known: known)) }
  }
}
