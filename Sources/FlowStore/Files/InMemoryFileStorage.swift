import Synchronization

/// Internal storage in memory, for tests and for runs that leave nothing behind.
public final class InMemoryFileStorage: FileStorage {
  private struct Contents {
    var files: [StorageURI: [UInt8]] = [:]
    /// Of finished files and of those in the making.
    var usedBytes = 0
  }

  /// The most bytes that all files together may take.
  public let capacity: Int
  private let contents = Mutex(Contents())

  /// - Parameter capacity: in bytes; 1 GiB unless said otherwise.
  public init(capacity: Int = 1 << 30) {
    self.capacity = capacity
  }

  public func open(_ uri: StorageURI) throws(StorageError) -> any StoredFileReader {
    Reader(try bytes(of: uri), path: uri.description)
  }

  public func create(_ uri: StorageURI) throws(StorageError) -> any StoredFileWriter {
    Writer(uri, storage: self)
  }

  public func size(of uri: StorageURI) throws(StorageError) -> Int64 {
    Int64(try bytes(of: uri).count)
  }

  public func exists(_ uri: StorageURI) -> Bool {
    contents.withLock { $0.files[uri] != nil }
  }

  @discardableResult
  public func delete(_ uri: StorageURI) throws(StorageError) -> Bool {
    contents.withLock { contents in
      guard let file = contents.files.removeValue(forKey: uri) else { return false }
      contents.usedBytes -= file.count
      return true
    }
  }

  private func bytes(of uri: StorageURI) throws(StorageError) -> [UInt8] {
    guard let file = contents.withLock({ $0.files[uri] }) else { throw StorageError(.notFound(uri.description)) }
    return file
  }

  fileprivate func reserve(_ count: Int) -> Bool {
    contents.withLock { contents in
      guard count <= capacity - contents.usedBytes else { return false }
      contents.usedBytes += count
      return true
    }
  }

  fileprivate func release(_ count: Int) {
    contents.withLock { $0.usedBytes -= count }
  }

  fileprivate func store(_ bytes: [UInt8], at uri: StorageURI) {
    contents.withLock { contents in
      if let former = contents.files.updateValue(bytes, forKey: uri) { contents.usedBytes -= former.count }
    }
  }
}

private final class Reader: StoredFileReader {
  private let bytes: [UInt8]
  private let path: String
  /// The place of the next read; `nil` when closed.
  private let offset = Mutex<Int?>(0)

  init(_ bytes: [UInt8], path: String) {
    self.bytes = bytes
    self.path = path
  }

  var size: Int64 { Int64(bytes.count) }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(StorageError) -> Int {
    let count: Int? = offset.withLock { offset in
      guard let start = offset else { return nil }
      let part = bytes[start...].prefix(buffer.count)
      buffer.copyBytes(from: part)
      offset = start + part.count
      return part.count
    }
    guard let count else { throw StorageError.closed(path) }
    return count
  }

  func seek(to place: Int64) throws(StorageError) {
    let isOpen = offset.withLock { offset in
      guard offset != nil else { return false }
      offset = Int(max(0, min(place, size)))
      return true
    }
    if !isOpen { throw StorageError.closed(path) }
  }

  func close() {
    offset.withLock { $0 = nil }
  }
}

private final class Writer: StoredFileWriter {
  private enum State {
    case writing([UInt8])
    case committed(count: Int64)
    case failed(StorageError)
  }

  private let uri: StorageURI
  private let storage: InMemoryFileStorage
  private let state = Mutex(State.writing([]))

  init(_ uri: StorageURI, storage: InMemoryFileStorage) {
    self.uri = uri
    self.storage = storage
  }

  deinit {
    cancel()
  }

  var bytesWritten: Int64 {
    state.withLock { state in
      switch state {
      case .writing(let bytes): Int64(bytes.count)
      case .committed(let count): count
      case .failed: 0
      }
    }
  }

  func write(_ new: UnsafeRawBufferPointer) throws(StorageError) {
    let error: StorageError? = state.withLock { state in
      switch state {
      case .writing(var bytes):
        guard storage.reserve(new.count) else {
          storage.release(bytes.count)
          let error = StorageError(.noSpace(path: uri.description))
          state = .failed(error)
          return error
        }
        // Let go of the stored copy first: appending then happens in place.
        state = .writing([])
        bytes.append(contentsOf: new)
        state = .writing(bytes)
        return nil
      case .committed: return StorageError.closed(uri.description)
      case .failed(let error): return error
      }
    }
    if let error { throw error }
  }

  func commit() throws(StorageError) -> StorageURI {
    let error: StorageError? = state.withLock { state in
      switch state {
      case .writing(let bytes):
        storage.store(bytes, at: uri)
        state = .committed(count: Int64(bytes.count))
        return nil
      case .committed: return nil
      case .failed(let error): return error
      }
    }
    if let error { throw error }
    return uri
  }

  func cancel() {
    state.withLock { state in
      guard case .writing(let bytes) = state else { return }
      storage.release(bytes.count)
      state = .failed(StorageError.closed(uri.description))
    }
  }
}
