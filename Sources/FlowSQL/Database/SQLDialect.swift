/// What one database writes differently from another. Everything else of the statements is the same for all.
public enum SQLDialect: Hashable, Sendable {
  case sqlite
  case postgres

  /// The type of a primary key that counts up by itself.
  public var countingKey: String {
    switch self {
    case .sqlite: "INTEGER PRIMARY KEY AUTOINCREMENT"
    case .postgres: "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"
    }
  }

  /// The type of raw bytes.
  public var blob: String {
    switch self {
    case .sqlite: "BLOB"
    case .postgres: "BYTEA"
    }
  }

  /// The type of a 64-bit floating-point number.
  public var real: String {
    switch self {
    case .sqlite: "REAL"
    case .postgres: "DOUBLE PRECISION"
    }
  }

  /// The type of an id or a key: compared and sorted by its bytes.
  public var name: String {
    switch self {
    case .sqlite: "TEXT"
    case .postgres: "TEXT COLLATE \"C\""
    }
  }

  /// A condition: the column contains the parameter, whatever the case of ASCII letters. No character has a meaning of its own.
  public func contains(_ column: String) -> String {
    switch self {
    case .sqlite: "instr(lower(\(column)), lower(?)) > 0"
    case .postgres: "strpos(lower(\(column) COLLATE \"C\"), lower(? COLLATE \"C\")) > 0"
    }
  }
}
