import Glibc

/// The calls that make a file durable, each of which a full or broken disk can refuse. Tests put refusals in their place.
struct DiskCalls: Sendable {
  /// Each returns what the system call returns, and sets `errno`.
  var write: @Sendable (_ file: Int32, _ bytes: UnsafeRawBufferPointer) -> Int
  var sync: @Sendable (_ file: Int32) -> Int32
  var rename: @Sendable (_ from: Int32, _ name: String, _ to: Int32, _ newName: String) -> Int32
  var unlink: @Sendable (_ folder: Int32, _ name: String) -> Int32

  static let system = DiskCalls(
    write: { Glibc.write($0, $1.baseAddress, $1.count) },
    sync: { fsync($0) },
    rename: { renameat($0, $1, $2, $3) },
    unlink: { unlinkat($0, $1, 0) })
}
