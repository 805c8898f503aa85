import Glibc

/// A file of the user's, read whole.
enum FileContents {
  /// - Throws: ``UsageError`` in words when it cannot be read or is larger than `limit` bytes.
  static func read(_ path: String, limit: Int = 64 << 20) throws -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw UsageError("cannot read '\(path)': \(String(cString: strerror(errno)))") }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 64 * 1024)
    while true {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      guard count >= 0 else { throw UsageError("cannot read '\(path)': \(String(cString: strerror(errno)))") }
      guard count > 0 else { return bytes }
      bytes += buffer.prefix(count)
      guard bytes.count <= limit else { throw UsageError("'\(path)' is larger than \(limit) bytes") }
    }
  }
}

/// Something the user has to mend before anything can run.
struct UsageError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) {
    self.description = description
  }
}
