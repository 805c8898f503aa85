import FlowModel

/// A task that does something and leaves outputs. One value is one attempt's rendered task.
public protocol RunnableTask: Sendable {
  static var schema: TaskSchema { get }
  /// Does the work. Cancellation (timeout, kill) is Swift's task cancellation; it must end the work promptly.
  ///
  /// Whatever is thrown becomes the attempt's failure, with the error's description as its message.
  func run(in context: RunContext) async throws -> Outputs
}
