import Glibc

/// Files in the making. Each is locked by the process that writes it, so that a start can tell the dead ones.
enum IncomingFiles {
  /// Makes an empty, locked file with a name of its own.
  static func make(in folder: Descriptor) throws(DiskFailure) -> (Descriptor, name: String) {
    while true {
      let name = String(UInt64.random(in: .min ... .max), radix: 36)
      let file: Descriptor
      do {
        file = try folder.open(name, O_WRONLY | O_CREAT | O_EXCL, mode: 0o600)
      } catch {
        if error.code == EEXIST { continue }
        throw error
      }
      guard fchmod(file.number, 0o600) == 0, flock(file.number, LOCK_EX) == 0 else {
        let failure = DiskFailure(code: errno)
        unlinkat(folder.number, name, 0)
        throw failure
      }
      // A process that starts right now may have taken the file for a dead one before it was locked.
      if let status = file.status, status.st_nlink > 0 { return (file, name) }
    }
  }

  /// Removes what processes that are gone have left. What cannot be removed now is tried again at the next start.
  static func sweep(_ root: Descriptor) {
    guard let folder = try? root.open(LocalFileStorage.incomingFolder, O_RDONLY | O_DIRECTORY) else { return }
    for name in names(in: folder) {
      guard let file = try? folder.open(name, O_RDONLY | O_NONBLOCK), flock(file.number, LOCK_EX | LOCK_NB) == 0 else {
        continue
      }
      unlinkat(folder.number, name, 0)
    }
  }

  private static func names(in folder: Descriptor) -> [String] {
    let copy = fcntl(folder.number, F_DUPFD_CLOEXEC, 0)
    guard copy >= 0, let stream = fdopendir(copy) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names
  }
}
