/// Internal storage: files addressed by `kestra://` URIs. A file is whole or absent; nobody sees one half written.
///
/// The calls block on the disk; call them from a thread that may block.
public protocol FileStorage: Sendable {
  /// Opens a file for reading from its start.
  func open(_ uri: StorageURI) throws(StorageError) -> any StoredFileReader
  /// Begins a file. Nothing is visible under `uri` before ``StoredFileWriter/commit()``.
  func create(_ uri: StorageURI) throws(StorageError) -> any StoredFileWriter
  /// The size in bytes.
  func size(of uri: StorageURI) throws(StorageError) -> Int64
  func exists(_ uri: StorageURI) -> Bool
  /// - Returns: whether there was a file.
  @discardableResult func delete(_ uri: StorageURI) throws(StorageError) -> Bool
}

/// An open file. Not shared between threads.
public protocol StoredFileReader: AnyObject, Sendable {
  var size: Int64 { get }
  /// Fills the buffer from the current place. 0 is the end of the file.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(StorageError) -> Int
  /// The next read starts at this byte.
  func seek(to offset: Int64) throws(StorageError)
  func close()
}

/// A file in the making. Not shared between threads. Without ``commit()`` nothing stays of it.
public protocol StoredFileWriter: AnyObject, Sendable {
  var bytesWritten: Int64 { get }
  func write(_ bytes: UnsafeRawBufferPointer) throws(StorageError)
  /// Makes the file durable and visible under its URI.
  func commit() throws(StorageError) -> StorageURI
  /// Forgets what was written. Harmless after ``commit()``.
  func cancel()
}
