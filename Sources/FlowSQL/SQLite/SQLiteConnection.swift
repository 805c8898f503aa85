import CSQLite
import FlowStore

/// An open database. Lives on the one thread that opened it.
final class SQLiteConnection: SQLSession {
  /// How long a statement waits for another process, in milliseconds.
  static let busyTimeout: Int32 = 5000
  /// Prepared statements that are kept. The program's own statements are fewer; filters make more.
  private static let maximumStatements = 256

  enum Role {
    case writer
    case reader
  }

  let dialect = SQLDialect.sqlite
  private let handle: OpaquePointer
  private let path: String
  private var statements: [String: SQLiteStatement] = [:]

  /// Opens a file, and makes it where it is missing.
  init(_ path: String, as role: Role) throws(StoreError) {
    var handle: OpaquePointer?
    let code = sqlite3_open_v2(path, &handle, apus_sqlite_open_flags, nil)
    guard code == SQLITE_OK, let handle else {
      let error = SQLiteFailure.error(code, on: handle, path: path)
      sqlite3_close_v2(handle)
      throw error
    }
    self.handle = handle
    self.path = path
    sqlite3_busy_timeout(handle, SQLiteConnection.busyTimeout)
    for setting in SQLiteConnection.settings(of: role) { try execute(setting) }
  }

  deinit {
    statements = [:]
    sqlite3_close_v2(handle)
  }

  /// FULL: a commit returns when its frames are on the disk. A log that has grown is cut back to 64 MiB.
  private static func settings(of role: Role) -> [String] {
    let common = ["PRAGMA trusted_schema = OFF", "PRAGMA cell_size_check = ON"]
    return switch role {
    case .writer:
      common + ["PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", "PRAGMA journal_size_limit = 67108864"]
    case .reader: common + ["PRAGMA query_only = ON"]
    }
  }

  /// Whether no transaction is open. SQLite itself ends one when the disk is full or fails.
  var isOutsideTransaction: Bool { sqlite3_get_autocommit(handle) != 0 }

  @discardableResult
  func execute(_ statement: String, _ values: [SQLValue] = []) throws(StoreError) -> Int {
    try query(statement, values) { _ in }
    return Int(sqlite3_changes(handle))
  }

  func query(
    _ statement: String, _ values: [SQLValue], _ body: (SQLRow) throws(StoreError) -> Void
  ) throws(StoreError) {
    try prepared(statement).run(values, body)
  }

  private func prepared(_ text: String) throws(StoreError) -> SQLiteStatement {
    if let statement = statements[text] { return statement }
    if statements.count >= SQLiteConnection.maximumStatements { statements = [:] }
    let statement = try SQLiteStatement(text, on: handle, path: path)
    statements[text] = statement
    return statement
  }
}
