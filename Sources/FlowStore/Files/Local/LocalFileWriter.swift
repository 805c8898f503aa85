import Glibc
import Synchronization

final class LocalFileWriter: StoredFileWriter {
  private enum State {
    case writing(Descriptor)
    case committed
    /// Every later call ends like the one that failed.
    case failed(StorageError)
  }

  private struct Progress {
    var state: State
    var bytesWritten: Int64 = 0
  }

  private let uri: StorageURI
  private let temporaryName: String
  private let incoming: Descriptor
  private let folder: Descriptor
  private let disk: DiskCalls
  private let progress: Mutex<Progress>

  init(
    _ uri: StorageURI, file: Descriptor, temporaryName: String, incoming: Descriptor, folder: Descriptor,
    disk: DiskCalls
  ) {
    self.uri = uri
    self.temporaryName = temporaryName
    self.incoming = incoming
    self.folder = folder
    self.disk = disk
    self.progress = Mutex(Progress(state: .writing(file)))
  }

  deinit {
    cancel()
  }

  var bytesWritten: Int64 { progress.withLock(\.bytesWritten) }

  func write(_ bytes: UnsafeRawBufferPointer) throws(StorageError) {
    let file = try openFile()
    var rest = bytes
    while !rest.isEmpty {
      let count = disk.write(file.number, rest)
      if count > 0 {
        rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
      } else if count < 0 && errno != EINTR {
        throw fail("write", errno)
      }
    }
    progress.withLock { $0.bytesWritten += Int64(bytes.count) }
  }

  func commit() throws(StorageError) -> StorageURI {
    if case .committed = progress.withLock(\.state) { return uri }
    let file = try openFile()
    guard disk.sync(file.number) == 0 else { throw fail("save", errno) }
    guard disk.rename(incoming.number, temporaryName, folder.number, uri.name) == 0 else { throw fail("save", errno) }
    guard disk.sync(folder.number) == 0 else {
      // The file is whole but may be gone after a power cut: nobody may count on it.
      let code = errno
      _ = disk.unlink(folder.number, uri.name)
      throw fail("save", code)
    }
    progress.withLock { $0.state = .committed }
    return uri
  }

  func cancel() {
    if case .writing = progress.withLock(\.state) { _ = end(StorageError.closed(uri.description)) }
  }

  private func openFile() throws(StorageError) -> Descriptor {
    switch progress.withLock(\.state) {
    case .writing(let file): return file
    case .committed: throw StorageError.closed(uri.description)
    case .failed(let error): throw error
    }
  }

  private func fail(_ operation: String, _ code: Int32) -> StorageError {
    end(DiskFailure(code: code).storageError(operation, uri.description))
  }

  /// Frees the space at once.
  private func end(_ error: StorageError) -> StorageError {
    _ = disk.unlink(incoming.number, temporaryName)
    progress.withLock { $0.state = .failed(error) }
    return error
  }
}

extension StorageError {
  /// A call after the end of a reader or writer.
  static func closed(_ path: String) -> StorageError {
    StorageError(.system(operation: "use", path: path, reason: "it was closed"))
  }
}
