import CSQLite
import FlowStore
import Glibc

/// What SQLite's result codes mean for whoever uses the store.
enum SQLiteFailure {
  /// The error of the last call on a connection.
  static func error(_ code: Int32, on handle: OpaquePointer?, path: String) -> StoreError {
    let detail = handle.flatMap { sqlite3_errmsg($0) }.map { String(cString: $0) } ?? "code \(code)"
    return switch code & 0xFF {
    case SQLITE_FULL: StoreError(.noSpace)
    case SQLITE_IOERR where isOutOfSpace(handle): StoreError(.noSpace)
    case SQLITE_IOERR: StoreError(.unavailable("the disk failed under '\(path)' (\(reason(of: handle) ?? detail))"))
    case SQLITE_BUSY, SQLITE_LOCKED:
      StoreError(.unavailable("another process keeps '\(path)' locked; wait for it or end it"))
    case SQLITE_CORRUPT: StoreError(.corrupt("'\(path)' is not a whole database (\(detail)); restore a copy"))
    case SQLITE_NOTADB: StoreError(.corrupt("'\(path)' is no database of this program"))
    case SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH:
      StoreError(.unavailable("'\(path)' or its folder cannot be written; check its owner and rights"))
    case SQLITE_CANTOPEN:
      StoreError(.unavailable("'\(path)' cannot be opened (\(reason(of: handle) ?? detail))"))
    case SQLITE_TOOBIG: StoreError(.unavailable("a value is larger than the database takes"))
    case SQLITE_NOMEM: StoreError(.unavailable("there is not enough memory"))
    case SQLITE_CONSTRAINT: StoreError(.corrupt("a record breaks a rule of the schema (\(detail))"))
    default: StoreError(.unavailable(detail))
    }
  }

  static let closed = StoreError(.unavailable("it was closed"))
  static let overloaded = StoreError(.unavailable("too much is waiting to be written; try again later"))

  private static func isOutOfSpace(_ handle: OpaquePointer?) -> Bool {
    let code = handle.map { sqlite3_system_errno($0) } ?? 0
    return code == ENOSPC || code == EDQUOT
  }

  private static func reason(of handle: OpaquePointer?) -> String? {
    guard let code = handle.map({ sqlite3_system_errno($0) }), code != 0 else { return nil }
    return strerror(code).map { String(cString: $0) }
  }
}
