import FlowStore
import Pebble

/// Values by namespace and key in a database. What is secret is encrypted.
public struct SQLKeyValueStore: KeyValueStore {
  private static let columns = "namespace, name, type, value, description, created, updated, expires"

  private let database: any SQLDatabase
  private let values: JournalValue
  private let now: @Sendable () -> Instant

  init(_ database: any SQLDatabase, values: JournalValue, now: @escaping @Sendable () -> Instant) {
    self.database = database
    self.values = values
    self.now = now
  }

  public func set(_ entry: KeyValue, overwrites: Bool) async throws(StoreError) {
    let date = now()
    let text = try values.text(of: entry.value)
    try await database.write { session throws(StoreError) in
      let changed = try session.execute(
        """
        INSERT INTO key_values (\(SQLKeyValueStore.columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (namespace, name) DO UPDATE SET type = excluded.type, value = excluded.value,
          description = excluded.description, updated = excluded.updated, expires = excluded.expires,
          created = CASE WHEN key_values.expires <= ? THEN excluded.created ELSE key_values.created END
        WHERE ? = 1 OR key_values.expires <= ?
        """,
        [
          .text(entry.namespace), .text(entry.key), .text(entry.type.rawValue), .text(text),
          SQLValue(entry.description), SQLValue(entry.createdAt), SQLValue(entry.updatedAt),
          SQLValue(entry.expiresAt), SQLValue(date), SQLValue(overwrites), SQLValue(date),
        ])
      guard changed > 0 else { throw StoreError(.alreadyExists("key '\(entry.key)' of '\(entry.namespace)'")) }
    }
  }

  public func value(of key: String, in namespace: String) async throws(StoreError) -> KeyValueLookup {
    lookUp(try await database.read { session throws(StoreError) in try entry(key, namespace, in: session) })
  }

  public func valueNow(of key: String, in namespace: String) throws(StoreError) -> KeyValueLookup {
    lookUp(try database.readNow { session throws(StoreError) in try entry(key, namespace, in: session) })
  }

  public func list(
    namespace: String, prefix: String, after key: String?, limit: Int
  ) async throws(StoreError) -> [KeyValue] {
    var filter = SQLFilter()
    filter.add("namespace", equals: namespace)
    filter.add("(expires IS NULL OR expires > ?)", SQLValue(now()))
    if !prefix.isEmpty { filter.add("substr(name, 1, ?) = ?", SQLValue(prefix.unicodeScalars.count), .text(prefix)) }
    if let key { filter.add("name > ?", .text(key)) }
    return try await database.read { [filter] session throws(StoreError) in
      try session.rows(
        "SELECT \(SQLKeyValueStore.columns) FROM key_values\(filter.clause) ORDER BY name LIMIT ?",
        filter.values + [SQLValue(max(0, limit))], entry)
    }
  }

  @discardableResult public func delete(_ key: String, in namespace: String) async throws(StoreError) -> Bool {
    let date = now()
    return try await database.write { session throws(StoreError) in
      let expires = try session.row(
        "DELETE FROM key_values WHERE namespace = ? AND name = ? RETURNING expires", [.text(namespace), .text(key)]
      ) { row throws(StoreError) in try row.optionalDate(0) }
      guard let expires else { return false }
      return expires.map { $0 > date } ?? true
    }
  }

  @discardableResult public func purgeExpired() async throws(StoreError) -> Int {
    let date = now()
    return try await database.write { session throws(StoreError) in
      try session.execute("DELETE FROM key_values WHERE expires <= ?", [SQLValue(date)])
    }
  }

  private func entry(_ key: String, _ namespace: String, in session: any SQLSession) throws(StoreError) -> KeyValue? {
    try session.row(
      "SELECT \(SQLKeyValueStore.columns) FROM key_values WHERE namespace = ? AND name = ?",
      [.text(namespace), .text(key)], entry)
  }

  private func lookUp(_ entry: KeyValue?) -> KeyValueLookup {
    guard let entry else { return .missing }
    return entry.isExpired(at: now()) ? .expired : .found(entry)
  }

  private func entry(_ row: SQLRow) throws(StoreError) -> KeyValue {
    let word = try row.text(2)
    guard let type = KeyValueType(rawValue: word) else { throw StoreError(.corrupt("'\(word)' is no type of value")) }
    return KeyValue(
      namespace: try row.text(0), key: try row.text(1), type: type, value: try values.value(from: try row.text(3)),
      description: try row.optionalText(4), createdAt: try row.date(5), updatedAt: try row.date(6),
      expiresAt: try row.optionalDate(7))
  }
}
