import Glibc

/// A folder for one test, gone after it.
final class WorkFolder {
  let path: String

  struct Failure: Error {
    let operation: String
  }

  init() throws {
    var template = Array("/tmp/apus-cli-XXXXXX".utf8CString)
    guard let made = mkdtemp(&template) else { throw Failure(operation: "mkdtemp") }
    path = String(cString: made)
  }

  func write(_ text: String, to name: String) throws {
    guard let file = fopen(path + "/" + name, "w") else { throw Failure(operation: "fopen") }
    defer { fclose(file) }
    guard fputs(text, file) >= 0 else { throw Failure(operation: "fputs") }
  }

  deinit {
    WorkFolder.delete(path)
  }

  /// Deletes a file, or a folder with what is in it. Links are not followed.
  private static func delete(_ path: String) {
    var status = stat()
    if lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR, let stream = opendir(path) {
      while let entry = readdir(stream) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
          pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name != "." && name != ".." { delete(path + "/" + name) }
      }
      closedir(stream)
    }
    remove(path)
  }
}
