import Glibc
import Synchronization
import Testing

@testable import FlowStore

@Suite("Local file storage")
struct LocalFileStorageTests {
  private let folder = TemporaryFolder()
  private var root: String { folder.path + "/root" }

  @Test("links are not followed, wherever they stand (D03)")
  func links() throws {
    let storage = try LocalFileStorage(root: root)
    mkdir(folder.path + "/outside", 0o700)
    try writeFile(folder.path + "/outside/secret")
    symlink(folder.path + "/outside", root + "/folder")
    symlink(folder.path + "/outside/secret", root + "/file")
    let throughFolder = try StorageURI("kestra:///folder/secret")
    let toFile = try StorageURI("kestra:///file")
    for uri in [throughFolder, toFile] {
      #expect(throws: StorageError(.outsideRoot(uri.description))) { _ = try storage.open(uri) }
      #expect(!storage.exists(uri))
    }
    #expect(throws: StorageError(.outsideRoot(throughFolder.description))) { _ = try storage.create(throughFolder) }
    #expect(throws: StorageError(.outsideRoot(throughFolder.description))) { try storage.delete(throughFolder) }
    // A file replaces the link, not what it points to; deleting removes the link.
    try storage.store([1], at: toFile)
    #expect(try storage.delete(toFile))
    #expect(folder.names(in: "outside") == ["outside/secret"])
    #expect(folder.mode(of: "outside/secret") == 0o644)
  }

  @Test("the folder of files in the making is nobody's (D01)")
  func incoming() throws {
    let storage = try LocalFileStorage(root: root)
    let writer = try storage.create(try StorageURI("kestra:///a"))
    let name = try #require(folder.names(in: "root/.incoming").first?.split(separator: "/").last)
    let uri = try StorageURI("kestra:///.incoming/\(name)")
    #expect(!storage.exists(uri))
    #expect(throws: StorageError(.outsideRoot(uri.description))) { _ = try storage.create(uri) }
    #expect(throws: StorageError(.outsideRoot(uri.description))) { try storage.delete(uri) }
    writer.cancel()
  }

  @Test("folders and pipes are not files")
  func notFiles() throws {
    let storage = try LocalFileStorage(root: root)
    mkdir(root + "/folder", 0o700)
    mkfifo(root + "/pipe", 0o600)
    for name in ["folder", "pipe"] {
      let uri = try StorageURI("kestra:///\(name)")
      #expect(throws: StorageError(.notFound(uri.description))) { try storage.size(of: uri) }
    }
    #expect(try !storage.delete(try StorageURI("kestra:///folder")))
    #expect(throws: StorageError(.notFound("kestra:///pipe/x"))) {
      try storage.size(of: try StorageURI("kestra:///pipe/x"))
    }
  }

  @Test("files are 0600 and folders 0700 (D09)")
  func rights() throws {
    let storage = try LocalFileStorage(root: root)
    try storage.store([1], at: try StorageURI("kestra:///a/b/c"))
    #expect(["root", "root/.incoming", "root/a", "root/a/b"].allSatisfy { folder.mode(of: $0) == 0o700 })
    #expect(folder.mode(of: "root/a/b/c") == 0o600)
  }

  @Test(
    "a full disk is said to be full, and leaves nothing (D06)", arguments: DiskFault.Step.allCases, [ENOSPC, EDQUOT])
  func fullDisk(step: DiskFault.Step, code: Int32) throws {
    let fault = DiskFault()
    let storage = try LocalFileStorage(root: root, disk: fault.calls)
    let uri = try StorageURI("kestra:///a/b")
    fault.arm(step, code: code)
    #expect(throws: StorageError(.noSpace(path: "kestra:///a/b"))) { try storage.store([1, 2, 3], at: uri) }
    #expect(!storage.exists(uri))
    #expect(folder.names(in: "root") == ["root/.incoming", "root/a"])
    fault.disarm()
    try storage.store([1, 2, 3], at: uri)
    #expect(try storage.contents(of: uri, limit: 3) == [1, 2, 3])
  }

  @Test("a broken disk is named with its reason (D06)", arguments: DiskFault.Step.allCases)
  func brokenDisk(step: DiskFault.Step) throws {
    let fault = DiskFault()
    let storage = try LocalFileStorage(root: root, disk: fault.calls)
    fault.arm(step, code: EIO)
    let error = #expect(throws: StorageError.self) { try storage.store([1], at: try StorageURI("kestra:///a")) }
    #expect(error?.description.hasSuffix("'kestra:///a': Input/output error") == true)
    #expect(folder.names(in: "root") == ["root/.incoming"])
  }

  @Test("writes that the disk takes in pieces are whole")
  func shortWrites() throws {
    var calls = DiskCalls.system
    calls.write = { Glibc.write($0, $1.baseAddress, min(3, $1.count)) }
    let storage = try LocalFileStorage(root: root, disk: calls)
    let uri = try StorageURI("kestra:///a")
    try storage.store(Array(0..<100), at: uri)
    #expect(try storage.contents(of: uri, limit: 100) == Array(0..<100))
  }

  @Test(
    "a process that dies at any step leaves a file whole or absent, and no rest (D05)",
    arguments: DiskFault.Step.allCases)
  func death(step: DiskFault.Step) throws {
    let uri = try StorageURI("kestra:///a/b")
    do {
      let fault = DiskFault()
      let storage = try LocalFileStorage(root: root, disk: fault.calls)
      fault.arm(step, code: EIO, isDeath: true)
      #expect(throws: StorageError.self) { try storage.store([1, 2, 3], at: uri) }
    }
    let next = try LocalFileStorage(root: root)
    #expect(folder.names(in: "root/.incoming") == [])
    if next.exists(uri) { #expect(try next.contents(of: uri, limit: 3) == [1, 2, 3]) }
    #expect(next.exists(uri) == (step == .syncFolder))
  }

  @Test("a start leaves alone what another process is writing")
  func livingWriter() throws {
    let storage = try LocalFileStorage(root: root)
    let uri = try StorageURI("kestra:///a")
    let writer = try storage.create(uri)
    try writer.write(contentsOf: [1])
    _ = try LocalFileStorage(root: root)
    #expect(try writer.commit() == uri)
    #expect(storage.exists(uri))
  }

  @Test("many writers of one name never mix (D07)")
  func sameNameAtOnce() async throws {
    let storage = try LocalFileStorage(root: root)
    let uri = try StorageURI("kestra:///deep/er/a")
    try await withThrowingTaskGroup { group in
      for byte in UInt8(0)..<16 {
        group.addTask { try storage.store([UInt8](repeating: byte, count: 10_000), at: uri) }
      }
      try await group.waitForAll()
    }
    let contents = try storage.contents(of: uri, limit: 10_000)
    #expect(contents.count == 10_000 && Set(contents).count == 1)
    #expect(folder.names(in: "root/.incoming") == [])
  }

  private func writeFile(_ path: String) throws {
    let file = open(path, O_WRONLY | O_CREAT, 0o644)
    try #require(file >= 0)
    fchmod(file, 0o644)
    close(file)
  }
}

/// Disk calls of which one fails on command.
final class DiskFault: Sendable {
  enum Step: CaseIterable, Sendable {
    case write, syncFile, rename, syncFolder
  }

  private struct Plan {
    var step: Step?
    var code: Int32 = 0
    var isDeath = false
    var isRenamed = false
  }

  private let plan = Mutex(Plan())

  /// - Parameter isDeath: nothing is cleaned up after the failure.
  func arm(_ step: Step, code: Int32, isDeath: Bool = false) {
    plan.withLock { $0 = Plan(step: step, code: code, isDeath: isDeath) }
  }

  func disarm() {
    plan.withLock { $0 = Plan() }
  }

  var calls: DiskCalls {
    DiskCalls(
      write: { self.fails(.write) ? -1 : DiskCalls.system.write($0, $1) },
      sync: { file in
        let step = self.plan.withLock(\.isRenamed) ? Step.syncFolder : .syncFile
        return self.fails(step) ? -1 : DiskCalls.system.sync(file)
      },
      rename: { from, name, to, newName in
        if self.fails(.rename) { return -1 }
        self.plan.withLock { $0.isRenamed = true }
        return DiskCalls.system.rename(from, name, to, newName)
      },
      unlink: { self.plan.withLock(\.isDeath) ? 0 : DiskCalls.system.unlink($0, $1) })
  }

  private func fails(_ step: Step) -> Bool {
    let code = plan.withLock { $0.step == step ? $0.code : nil }
    guard let code else { return false }
    errno = code
    return true
  }
}
