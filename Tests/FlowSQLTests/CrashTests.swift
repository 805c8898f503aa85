import FlowModel
import FlowSQL
import FlowStore
import Glibc
import Testing

/// What a process was told to be durable is there after it was killed.
@Suite("Killed writers")
struct CrashTests {
  private let folder = DatabaseFolder()

  @Test("everything acknowledged before a kill -9 is there afterwards, and the file is whole: F01", arguments: 0..<4)
  func kill(_ round: Int) async throws {
    let path = folder.path + "/store.db"
    let output = folder.path + "/acknowledged"
    // Twice on one file: the second process also recovers what the first one left.
    for part in 0..<2 {
      let process = try #require(Workload.start(["endless", path, "8"], output: output))
      // Random moments after the first acknowledgement; the seed is the round.
      await Workload.waitForOutput(output, minimumBytes: 40 + round * 400 + part * 1500)
      Glibc.kill(process, SIGKILL)
      Workload.reap(process)
    }
    let store = try await SQLStore.open(.sqlite(path))
    let check = try await store.database.read { session throws(StoreError) in
      try session.rows("PRAGMA integrity_check") { row throws(StoreError) in try row.text(0) }
    }
    #expect(check == ["ok"])
    let (revisions, keys) = Workload.acknowledged(output)
    #expect(!revisions.isEmpty)
    for (id, revision) in revisions {
      #expect(try await store.executions.load(ExecutionID(id)).revision >= revision)
    }
    for key in keys {
      #expect(try await store.keyValues.value(of: key, in: "n").entry?.value == .string(key))
    }
    await store.close()
  }
}

/// The program that writes to a store, as a process.
enum Workload {
  /// Beside the test bundle.
  private static var path: String {
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = readlink("/proc/self/exe", &buffer, buffer.count)
    var executable = String(decoding: buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    if !executable.hasSuffix(".xctest") { executable = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? "" }
    return executable.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
      + "/store-workload"
  }

  static func start(_ arguments: [String], output: String) -> pid_t? {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_APPEND, 0o600)
    var argv: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { (text: String) in strdup(text) } + [nil]
    defer { argv.forEach { free($0) } }
    var process = pid_t()
    return posix_spawn(&process, path, &actions, nil, &argv, environ) == 0 ? process : nil
  }

  /// Until the file has grown by so much; gives up after 30 s, for the test to fail on what is missing.
  static func waitForOutput(_ path: String, minimumBytes: Int) async {
    var status = stat()
    let before = stat(path, &status) == 0 ? Int(status.st_size) : 0
    for _ in 0..<30_000 {
      if stat(path, &status) == 0, Int(status.st_size) - before >= minimumBytes { return }
      try? await Task.sleep(for: .milliseconds(1))
    }
  }

  static func reap(_ process: pid_t) {
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 && errno == EINTR {}
  }

  /// The highest acknowledged revision of each execution, and the acknowledged keys.
  static func acknowledged(_ path: String) -> (revisions: [String: Int], keys: [String]) {
    guard let file = fopen(path, "r") else { return ([:], []) }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer.prefix(count) }
    var revisions: [String: Int] = [:]
    var keys: [String] = []
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      let words = line.split(separator: " ").map(String.init)
      if words.count == 3, words[0] == "execution", let revision = Int(words[2]) {
        revisions[words[1]] = max(revisions[words[1]] ?? 0, revision)
      } else if words.count == 2 {
        keys.append(words[1])
      }
    }
    return (revisions, keys)
  }
}
