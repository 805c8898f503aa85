extension FileStorage {
  /// The whole contents of a file of at most `limit` bytes.
  public func contents(of uri: StorageURI, limit: Int) throws(StorageError) -> [UInt8] {
    let reader = try open(uri)
    defer { reader.close() }
    guard reader.size <= Int64(limit) else { throw StorageError(.tooLarge(uri: uri.description, limit: limit)) }
    var contents: [UInt8] = []
    contents.reserveCapacity(Int(clamping: reader.size))
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 * 1024, alignment: 1)
    defer { buffer.deallocate() }
    while true {
      let count = try reader.read(into: buffer)
      if count == 0 { return contents }
      contents.append(contentsOf: buffer.prefix(count))
      guard contents.count <= limit else { throw StorageError(.tooLarge(uri: uri.description, limit: limit)) }
    }
  }

  /// Makes a file of these bytes.
  @discardableResult
  public func store(_ bytes: [UInt8], at uri: StorageURI) throws(StorageError) -> StorageURI {
    let writer = try create(uri)
    do {
      try writer.write(contentsOf: bytes)
      return try writer.commit()
    } catch {
      writer.cancel()
      throw error
    }
  }
}

extension StoredFileWriter {
  public func write(contentsOf bytes: [UInt8]) throws(StorageError) {
    let error: StorageError? = bytes.withUnsafeBytes { buffer in
      do throws(StorageError) {
        try write(buffer)
        return nil
      } catch {
        return error
      }
    }
    if let error { throw error }
  }
}
