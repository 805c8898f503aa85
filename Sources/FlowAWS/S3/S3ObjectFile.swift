import FlowStore
import Synchronization

/// A file in the making that also keeps its first bytes in memory: until the status is judged, what arrives may be S3's
/// explanation of an error as well as the object.
final class S3ObjectFile: StoredFileWriter {
  private let file: any StoredFileWriter
  private let start = Mutex<[UInt8]>([])

  init(_ file: any StoredFileWriter) {
    self.file = file
  }

  /// At most ``S3ErrorAnswer/readLimit`` bytes.
  var firstBytes: [UInt8] { start.withLock { $0 } }

  var bytesWritten: Int64 { file.bytesWritten }

  func write(_ bytes: UnsafeRawBufferPointer) throws(StorageError) {
    start.withLock { start in
      start.append(contentsOf: bytes.prefix(S3ErrorAnswer.readLimit - start.count))
    }
    try file.write(bytes)
  }

  func commit() throws(StorageError) -> StorageURI {
    try file.commit()
  }

  func cancel() {
    file.cancel()
  }
}
