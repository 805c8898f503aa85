import Glibc
import Synchronization

final class LocalFileReader: StoredFileReader {
  let size: Int64
  private let path: String
  private let file: Mutex<Descriptor?>

  init(_ file: Descriptor, size: Int64, path: String) {
    self.file = Mutex(file)
    self.size = size
    self.path = path
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(StorageError) -> Int {
    let file = try openFile()
    while true {
      let count = Glibc.read(file.number, buffer.baseAddress, buffer.count)
      if count >= 0 { return count }
      if errno != EINTR { throw DiskFailure(code: errno).storageError("read", path) }
    }
  }

  func seek(to offset: Int64) throws(StorageError) {
    let file = try openFile()
    if lseek(file.number, off_t(offset), SEEK_SET) < 0 {
      throw DiskFailure(code: errno).storageError("read", path)
    }
  }

  func close() {
    file.withLock { $0 = nil }
  }

  private func openFile() throws(StorageError) -> Descriptor {
    guard let file = file.withLock({ $0 }) else { throw StorageError.closed(path) }
    return file
  }
}
