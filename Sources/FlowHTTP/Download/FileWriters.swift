import Cryptography
import FlowStore
import Synchronization

/// Hashes what it passes on.
final class HashingWriter: StoredFileWriter {
  private let next: any StoredFileWriter
  let digest: RunningDigest

  init(_ next: any StoredFileWriter, digest: RunningDigest) {
    self.next = next
    self.digest = digest
  }

  var bytesWritten: Int64 { next.bytesWritten }

  func write(_ bytes: UnsafeRawBufferPointer) throws(StorageError) {
    try next.write(bytes)
    digest.update(bytes)
  }

  func commit() throws(StorageError) -> StorageURI { try next.commit() }

  func cancel() { next.cancel() }
}

/// Keeps the beginning of an answer that is no file: the body of an error, for its message.
final class RefusedBody: StoredFileWriter {
  static let limit = 16 * 1024

  private let kept = Mutex<[UInt8]>([])

  var text: String? {
    let bytes = kept.withLock { $0 }
    return bytes.isEmpty ? nil : String(validating: bytes, as: UTF8.self)
  }

  var bytesWritten: Int64 { 0 }

  func write(_ bytes: UnsafeRawBufferPointer) {
    kept.withLock { $0.append(contentsOf: bytes.prefix(max(0, Self.limit - $0.count))) }
  }

  func commit() throws(StorageError) -> StorageURI {
    throw StorageError(.system(operation: "save", path: "an answer that failed", reason: "it is not kept"))
  }

  func cancel() {}
}
