import FlowModel

/// An execution that takes changes in, and finds its task runs by id at once.
public struct ExecutionFold: Sendable {
  public private(set) var execution: Execution
  private var index: [TaskRunID: Int]

  public init(_ execution: Execution) {
    self.execution = execution
    self.index = ExecutionFold.index(of: execution)
  }

  /// Where a task run stands in ``Execution/taskRuns``.
  public func place(of id: TaskRunID) -> Int? { index[id] }

  public mutating func apply(_ change: ExecutionChange) {
    if let id = change.taskRunID {
      if let place = index[id] { execution.apply(change, toTaskRunAt: place) }
      return
    }
    if case .taskRunCreated(let id, _, _, _, _, _) = change { index[id] = execution.taskRuns.count }
    execution.applyToWhole(change)
    if case .taskRunsRemoved = change { index = ExecutionFold.index(of: execution) }
  }

  private static func index(of execution: Execution) -> [TaskRunID: Int] {
    Dictionary(execution.taskRuns.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { _, last in last })
  }
}
