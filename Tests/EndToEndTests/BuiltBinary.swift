import Glibc

/// The executable that was built beside the tests.
enum BuiltBinary {
  struct Output {
    let exitCode: Int32
    let stdout: String
    let stderr: String
  }

  /// `apus` in the folder of the test bundle.
  static var path: String {
    var folder = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? CommandLine.arguments[0]
    if let bundle = executablePath { folder = bundle }
    return folder.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/") + "/apus"
  }

  private static var executablePath: String? {
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = readlink("/proc/self/exe", &buffer, buffer.count)
    guard count > 0 else { return nil }
    let path = String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return path.hasSuffix(".xctest") ? path : nil
  }

  /// Runs it in a folder of its own and waits for its end.
  static func run(
    _ arguments: [String], environment: [String: String] = [:], input: String = "/dev/null", in folder: String
  ) -> Output {
    start(arguments, environment: environment, input: input, in: folder)?.end()
      ?? Output(exitCode: -1, stdout: "", stderr: "cannot start \(path)")
  }

  /// Starts it; the caller waits for its end.
  static func start(
    _ arguments: [String], environment: [String: String] = [:], input: String = "/dev/null", in folder: String
  ) -> Running? {
    let outPath = folder + "/stdout-\(UInt32.random(in: 0 ... .max))"
    let errPath = folder + "/stderr-\(UInt32.random(in: 0 ... .max))"
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, outPath, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, errPath, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    var argv: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { (text: String) in strdup(text) } + [nil]
    var envp: [UnsafeMutablePointer<CChar>?] =
      environment.map { strdup("\($0.key)=\($0.value)") as UnsafeMutablePointer<CChar>? } + [nil]
    defer {
      argv.forEach { free($0) }
      envp.forEach { free($0) }
    }
    var process = pid_t()
    guard posix_spawn(&process, path, &actions, nil, &argv, &envp) == 0 else { return nil }
    return Running(process: process, outPath: outPath, errPath: errPath)
  }

  /// A process of it.
  struct Running {
    let process: pid_t
    let outPath: String
    let errPath: String

    var hasEnded: Bool {
      var info = siginfo_t()
      return waitid(P_PID, id_t(process), &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_signo == SIGCHLD
    }

    func end() -> Output {
      var status: Int32 = 0
      while waitpid(process, &status, 0) < 0 && errno == EINTR {}
      let exitCode = status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
      return Output(
        exitCode: exitCode, stdout: BuiltBinary.contents(outPath), stderr: BuiltBinary.contents(errPath))
    }
  }

  static func contents(_ path: String) -> String {
    guard let file = fopen(path, "r") else { return "" }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer.prefix(count) }
    return String(decoding: bytes, as: UTF8.self)
  }
}
