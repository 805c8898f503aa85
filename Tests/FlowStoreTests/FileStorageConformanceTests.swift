import FlowStore
import Testing

/// The rules that every storage keeps.
@Suite("File storage")
struct FileStorageConformanceTests {
  enum Backend: CaseIterable {
    case memory, local
  }

  /// A storage with whatever it lives in.
  struct Fixture {
    let storage: any FileStorage
    let folder: TemporaryFolder?

    init(_ backend: Backend) throws {
      switch backend {
      case .memory:
        storage = InMemoryFileStorage()
        folder = nil
      case .local:
        let folder = TemporaryFolder()
        storage = try LocalFileStorage(root: folder.path + "/deep/storage")
        self.folder = folder
      }
    }
  }

  @Test("gives back what was written, in any pieces", arguments: Backend.allCases)
  func roundTrip(_ backend: Backend) throws {
    let fixture = try Fixture(backend)
    let uri = try StorageURI("kestra:///company/flow/a%20file.bin")
    let writer = try fixture.storage.create(uri)
    let pieces: [[UInt8]] = [[1, 2, 3], [], [UInt8](repeating: 9, count: 200_000), [4]]
    for piece in pieces { try writer.write(contentsOf: piece) }
    #expect(writer.bytesWritten == 200_004)
    #expect(try writer.commit() == uri)
    #expect(try fixture.storage.size(of: uri) == 200_004)
    #expect(try fixture.storage.contents(of: uri, limit: 200_004) == pieces.flatMap { $0 })
  }

  @Test("a file may be empty", arguments: Backend.allCases)
  func empty(_ backend: Backend) throws {
    let fixture = try Fixture(backend)
    let uri = try StorageURI("kestra:///empty")
    try fixture.storage.store([], at: uri)
    #expect(fixture.storage.exists(uri))
    #expect(try fixture.storage.contents(of: uri, limit: 0) == [])
  }

  @Test("shows nothing before the commit, and nothing of what is cancelled or dropped", arguments: Backend.allCases)
  func visibility(_ backend: Backend) throws {
    let fixture = try Fixture(backend)
    let uri = try StorageURI("kestra:///a/b")
    do {
      let writer = try fixture.storage.create(uri)
      try writer.write(contentsOf: [1])
      #expect(!fixture.storage.exists(uri))
      writer.cancel()
      #expect(throws: StorageError.self) { try writer.write(contentsOf: [1]) }
      #expect(throws: StorageError.self) { _ = try writer.commit() }
      try fixture.storage.create(uri).write(contentsOf: [2])
    }
    #expect(!fixture.storage.exists(uri))
    if let folder = fixture.folder {
      #expect(folder.names(in: "deep/storage") == ["deep/storage/.incoming", "deep/storage/a"])
    }
  }

  @Test("cancelling after the commit is harmless, and committing twice too", arguments: Backend.allCases)
  func cancelAfterCommit(_ backend: Backend) throws {
    let fixture = try Fixture(backend)
    let uri = try StorageURI("kestra:///a")
    let writer = try fixture.storage.create(uri)
    try writer.write(contentsOf: [1])
    _ = try writer.commit()
    writer.cancel()
    #expect(try writer.commit() == uri)
    #expect(throws: StorageError.self) { try writer.write(contentsOf: [1]) }
    #expect(try fixture.storage.contents(of: uri, limit: 1) == [1])
  }

  @Test(
    "the last of two writers of one name wins whole; an open reader keeps what it opened", arguments: Backend.allCases)
  func sameName(_ backend: Backend) throws {
    let fixture = try Fixture(backend)
    let uri = try StorageURI("kestra:///a")
    let first = try fixture.storage.create(uri)
    let second = try fixture.storage.create(uri)
    try second.write(contentsOf: [2, 2])
    try first.write(contentsOf: [1])
    _ = try first.commit()
    let reader = try fixture.storage.open(uri)
    _ = try second.commit()
    #expect(try read(reader, 10) == [1])
    #expect(try fixture.storage.contents(of: uri, limit: 10) == [2, 2])
  }

  @Test("a reader seeks and outlives the deletion of its file", arguments: Backend.allCases)
  func seekAndDelete(_ backend: Backend) throws {
    let fixture = try Fixture(backend)
    let uri = try StorageURI("kestra:///a")
    try fixture.storage.store([0, 1, 2, 3, 4], at: uri)
    let reader = try fixture.storage.open(uri)
    #expect(try fixture.storage.delete(uri))
    #expect(try !fixture.storage.delete(uri))
    #expect(reader.size == 5)
    #expect(try read(reader, 2) == [0, 1])
    try reader.seek(to: 3)
    #expect(try read(reader, 10) == [3, 4])
    #expect(try read(reader, 10) == [])
    try reader.seek(to: 99)
    #expect(try read(reader, 10) == [])
    reader.close()
    #expect(throws: StorageError.self) { _ = try read(reader, 1) }
  }

  @Test("what is not there is said to be not there", arguments: Backend.allCases)
  func notFound(_ backend: Backend) throws {
    let fixture = try Fixture(backend)
    let uri = try StorageURI("kestra:///a/b/c")
    let expected = StorageError(.notFound("kestra:///a/b/c"))
    #expect(!fixture.storage.exists(uri))
    #expect(throws: expected) { _ = try fixture.storage.open(uri) }
    #expect(throws: expected) { _ = try fixture.storage.size(of: uri) }
    #expect(try !fixture.storage.delete(uri))
  }

  @Test("contents beyond the limit are refused", arguments: Backend.allCases)
  func limit(_ backend: Backend) throws {
    let fixture = try Fixture(backend)
    let uri = try StorageURI("kestra:///a")
    try fixture.storage.store([1, 2], at: uri)
    #expect(throws: StorageError(.tooLarge(uri: "kestra:///a", limit: 1))) {
      _ = try fixture.storage.contents(of: uri, limit: 1)
    }
  }

  @Test("names of 255 bytes and of any script are kept", arguments: Backend.allCases)
  func names(_ backend: Backend) throws {
    let fixture = try Fixture(backend)
    for name in [String(repeating: "n", count: 255), "日本語 100%.csv", "-rf", "~", "CON", "a...", "%2e%2e"] {
      let uri = try StorageURI(components: ["ns", name])
      try fixture.storage.store(Array(name.utf8), at: uri)
      #expect(try fixture.storage.contents(of: try StorageURI(uri.description), limit: 300) == Array(name.utf8))
    }
  }

  private func read(_ reader: any StoredFileReader, _ count: Int) throws -> [UInt8] {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 1)
    defer { buffer.deallocate() }
    return Array(buffer.prefix(try reader.read(into: buffer)))
  }
}
