import Glibc

/// A file of the user's, read whole.
enum FileContents {
  /// - Throws: ``UsageError`` in words when it cannot be read or is larger than `limit` bytes.
  static func read(_ path: String, limit: Int = 64 << 20) throws -> [UInt8] {
    var bytes: [UInt8] = []
    try pieces(of: path) { piece in
      bytes.append(contentsOf: piece)
      guard bytes.count <= limit else { throw UsageError("'\(path)' is larger than \(limit) bytes") }
    }
    return bytes
  }

  /// Reads a file of any size piece by piece; `-` is standard input.
  static func pieces(of path: String, _ take: (UnsafeRawBufferPointer) throws -> Void) throws {
    let descriptor = path == "-" ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw UsageError("cannot read '\(path)': \(String(cString: strerror(errno)))") }
    defer { close(descriptor) }
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 * 1024, alignment: 1)
    defer { buffer.deallocate() }
    while true {
      let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw UsageError("cannot read '\(path)': \(String(cString: strerror(errno)))") }
      guard count > 0 else { return }
      try take(UnsafeRawBufferPointer(rebasing: buffer.prefix(count)))
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
