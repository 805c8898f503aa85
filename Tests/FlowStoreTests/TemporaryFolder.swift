import Glibc

/// A fresh folder that goes with its last reference.
final class TemporaryFolder: Sendable {
  let path: String

  init() {
    path = "/tmp/flow-store-\(UInt64.random(in: .min ... .max))"
    mkdir(path, 0o700)
  }

  deinit {
    // Children sort after their folder.
    for name in names().reversed() { remove(path + "/" + name) }
    remove(path)
  }

  /// The paths of everything below, relative to the folder, sorted.
  func names(in relative: String = "") -> [String] {
    guard let stream = opendir(path + "/" + relative) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name == "." || name == ".." { continue }
      let child = relative.isEmpty ? name : relative + "/" + name
      names.append(child)
      if isFolder(child) { names += self.names(in: child) }
    }
    return names.sorted()
  }

  func mode(of relative: String) -> mode_t {
    var status = stat()
    return lstat(path + "/" + relative, &status) == 0 ? status.st_mode & 0o7777 : 0
  }

  private func isFolder(_ relative: String) -> Bool {
    var status = stat()
    return lstat(path + "/" + relative, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}
