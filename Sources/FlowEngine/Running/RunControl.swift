import Synchronization

/// What a cancelled run means: the end of the execution, or only of this process's work on it.
final class RunControl: Sendable {
  private let isHandedBack = Atomic(false)

  /// From now on, cancelling stops the work and leaves the execution for another process.
  func handBack() {
    isHandedBack.store(true, ordering: .releasing)
  }

  var leavesExecution: Bool { isHandedBack.load(ordering: .acquiring) }
}
