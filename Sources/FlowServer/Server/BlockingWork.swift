import NIOPosix

/// Work that waits for a disk or takes long: it runs on threads of its own, never on those of the event loops or of Swift tasks.
enum BlockingWork {
  static func run<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
    try await NIOThreadPool.singleton.runIfActive { try work() }
  }
}
