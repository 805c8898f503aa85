import Glibc
import Synchronization

/// Ctrl-C and SIGTERM as a cancellation of the run; a second one ends the process at once.
enum Interruption {
  static let exitCode: Int32 = 130

  /// Where the signal handler writes and the waiting thread reads; -1 before the first ``watch(cancel:)``.
  private static let pipeEnd = Atomic<Int32>(-1)

  /// Calls `cancel` at the first SIGINT or SIGTERM, on a thread of its own.
  ///
  /// A handler, not a signal mask: the threads that run Swift tasks exist before this is called and would not inherit one.
  static func watch(cancel: @escaping @Sendable () -> Void) {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { return }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    pipeEnd.store(ends[1], ordering: .releasing)
    let waiting = Unmanaged.passRetained(Waiting(descriptor: ends[0], cancel: cancel))
    var thread = pthread_t()
    guard pthread_create(&thread, nil, Interruption.wait, waiting.toOpaque()) == 0 else {
      waiting.release()
      return
    }
    pthread_detach(thread)
    for number in [SIGINT, SIGTERM] {
      var action = sigaction()
      action.__sigaction_handler.sa_handler = Interruption.note
      action.sa_flags = Int32(SA_RESTART)
      sigaction(number, &action, nil)
    }
  }

  private final class Waiting: Sendable {
    let descriptor: Int32
    let cancel: @Sendable () -> Void

    init(descriptor: Int32, cancel: @escaping @Sendable () -> Void) {
      self.descriptor = descriptor
      self.cancel = cancel
    }
  }

  /// Only what a signal handler may do: one write, and `errno` as it was.
  private static let note: @convention(c) (Int32) -> Void = { _ in
    let before = errno
    var byte: UInt8 = 1
    _ = write(pipeEnd.load(ordering: .acquiring), &byte, 1)
    errno = before
  }

  private static let wait: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { context in
    guard let context else { return nil }
    let waiting = Unmanaged<Waiting>.fromOpaque(context).takeRetainedValue()
    guard received(on: waiting.descriptor) else { return nil }
    Console.talk("Interrupted: cutting what is in flight; once more to end at once")
    waiting.cancel()
    guard received(on: waiting.descriptor) else { return nil }
    _exit(Interruption.exitCode)
  }

  private static func received(on descriptor: Int32) -> Bool {
    var byte: UInt8 = 0
    while true {
      let count = read(descriptor, &byte, 1)
      if count < 0 && errno == EINTR { continue }
      return count == 1
    }
  }
}
