import Glibc
import Synchronization

/// Ctrl-C and SIGTERM as a cancellation of the run; a second one ends the process at once.
enum Interruption {
  static let exitCode: Int32 = 130

  /// Calls `cancel` at the first SIGINT or SIGTERM, on a thread of its own.
  static func watch(cancel: @escaping @Sendable () -> Void) {
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGINT)
    sigaddset(&signals, SIGTERM)
    // Threads made from here on inherit the mask, so that only the waiting thread takes the signals.
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    let box = Unmanaged.passRetained(Box(cancel))
    var thread = pthread_t()
    let failed = pthread_create(&thread, nil, Interruption.wait, box.toOpaque())
    if failed == 0 { pthread_detach(thread) } else { box.release() }
  }

  private final class Box: Sendable {
    let cancel: @Sendable () -> Void

    init(_ cancel: @escaping @Sendable () -> Void) {
      self.cancel = cancel
    }
  }

  private static let wait: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { context in
    guard let context else { return nil }
    let box = Unmanaged<Box>.fromOpaque(context).takeRetainedValue()
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGINT)
    sigaddset(&signals, SIGTERM)
    var received: Int32 = 0
    sigwait(&signals, &received)
    Console.talk("Interrupted: cutting what is in flight; once more to end at once")
    box.cancel()
    sigwait(&signals, &received)
    _exit(Interruption.exitCode)
  }
}
