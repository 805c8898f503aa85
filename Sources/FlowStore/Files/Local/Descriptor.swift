import Glibc

/// An open file or folder; closed with its last reference.
final class Descriptor: Sendable {
  let number: Int32

  private init(_ number: Int32) {
    self.number = number
  }

  deinit {
    close(number)
  }

  /// Opens a path of the process's own choosing; links in it are followed.
  static func open(_ path: String, _ flags: Int32) throws(DiskFailure) -> Descriptor {
    try open { Glibc.open(path, flags | O_CLOEXEC) }
  }

  /// Opens a name in this folder; a symbolic link is an error.
  func open(_ name: String, _ flags: Int32, mode: mode_t = 0) throws(DiskFailure) -> Descriptor {
    try Descriptor.open { openat(number, name, flags | O_NOFOLLOW | O_CLOEXEC, mode) }
  }

  private static func open(_ call: () -> Int32) throws(DiskFailure) -> Descriptor {
    while true {
      let number = call()
      if number >= 0 { return Descriptor(number) }
      if errno != EINTR { throw DiskFailure(code: errno) }
    }
  }

  /// Opens a folder in this one, and makes it durably where it is missing.
  func makeFolder(_ name: String) throws(DiskFailure) -> Descriptor {
    if mkdirat(number, name, 0o700) == 0 {
      fchmodat(number, name, 0o700, 0)
      if fsync(number) != 0 { throw DiskFailure(code: errno) }
    } else if errno != EEXIST {
      throw DiskFailure(code: errno)
    }
    return try open(name, O_RDONLY | O_DIRECTORY)
  }

  var status: stat? {
    var status = stat()
    return fstat(number, &status) == 0 ? status : nil
  }

  func isSymbolicLink(_ name: String) -> Bool {
    var status = stat()
    return fstatat(number, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && status.st_mode & S_IFMT == S_IFLNK
  }
}

/// The number by which the operating system says why a call failed.
struct DiskFailure: Error {
  let code: Int32

  func storageError(_ operation: String, _ path: String) -> StorageError {
    switch code {
    case ENOENT: StorageError(.notFound(path))
    case ENOSPC, EDQUOT: StorageError(.noSpace(path: path))
    default: StorageError(.system(operation: operation, path: path, reason: reason))
    }
  }

  private var reason: String {
    var text = [CChar](repeating: 0, count: 256)
    guard strerror_r(code, &text, text.count) == 0 else { return "error \(code)" }
    return text.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
  }
}
