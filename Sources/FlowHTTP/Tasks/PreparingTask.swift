import FlowTasks

/// A task whose request is known before it is sent, so that it can be shown.
public protocol PreparingTask: RunnableTask {
  /// The exact request to send. Equal tasks prepare equal requests; nothing is opened or sent yet.
  func prepared() throws(HTTPTaskError) -> PreparedRequest
}
