import CSQLite
import FlowStore

/// A prepared statement. Lives on its connection's thread.
final class SQLiteStatement {
  private let handle: OpaquePointer
  private let connection: OpaquePointer
  private let path: String

  init(_ text: String, on connection: OpaquePointer, path: String) throws(StoreError) {
    var handle: OpaquePointer?
    let code = sqlite3_prepare_v3(connection, text, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &handle, nil)
    guard code == SQLITE_OK, let handle else { throw SQLiteFailure.error(code, on: connection, path: path) }
    self.handle = handle
    self.connection = connection
    self.path = path
  }

  deinit {
    sqlite3_finalize(handle)
  }

  /// Runs the statement to its end, and leaves it ready for the next time.
  func run(_ values: [SQLValue], _ body: (SQLRow) throws(StoreError) -> Void) throws(StoreError) {
    defer {
      sqlite3_reset(handle)
      sqlite3_clear_bindings(handle)
    }
    for (index, value) in values.enumerated() {
      let code = bind(value, at: Int32(truncatingIfNeeded: index + 1))
      guard code == SQLITE_OK else { throw failure(code) }
    }
    while true {
      let code = sqlite3_step(handle)
      switch code {
      case SQLITE_ROW: try body(row)
      case SQLITE_DONE: return
      default: throw failure(code)
      }
    }
  }

  private func bind(_ value: SQLValue, at index: Int32) -> Int32 {
    switch value {
    case .null: return sqlite3_bind_null(handle, index)
    case .integer(let number): return sqlite3_bind_int64(handle, index, number)
    case .real(let number): return sqlite3_bind_double(handle, index, number)
    case .text(var text):
      return text.withUTF8 { bytes in
        // An empty text still needs an address, or it would be NULL.
        guard let start = bytes.baseAddress else { return apus_sqlite_bind_text(handle, index, "", 0) }
        return start.withMemoryRebound(to: CChar.self, capacity: bytes.count) {
          apus_sqlite_bind_text(handle, index, $0, UInt64(bytes.count))
        }
      }
    case .blob(let bytes):
      return bytes.withUnsafeBytes { apus_sqlite_bind_blob(handle, index, $0.baseAddress, UInt64($0.count)) }
    }
  }

  private var row: SQLRow {
    SQLRow((0..<sqlite3_column_count(handle)).map(value))
  }

  private func value(_ column: Int32) -> SQLValue {
    switch sqlite3_column_type(handle, column) {
    case SQLITE_INTEGER: return .integer(sqlite3_column_int64(handle, column))
    case SQLITE_FLOAT: return .real(sqlite3_column_double(handle, column))
    case SQLITE_TEXT:
      // The bytes first: asking for the count afterwards keeps both of the same conversion.
      let start = sqlite3_column_text(handle, column)
      let count = Int(sqlite3_column_bytes(handle, column))
      return .text(String(decoding: UnsafeBufferPointer(start: start, count: start == nil ? 0 : count), as: UTF8.self))
    case SQLITE_BLOB:
      let start = sqlite3_column_blob(handle, column)
      let count = Int(sqlite3_column_bytes(handle, column))
      return .blob(Array(UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count)))
    default: return .null
    }
  }

  private func failure(_ code: Int32) -> StoreError {
    SQLiteFailure.error(code, on: connection, path: path)
  }
}
