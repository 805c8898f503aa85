import FlowModel
import FlowStore
import FlowTasks
import Pebble

/// What expressions see of the task runs so far: `outputs` and `tasks`. It grows with the changes, so that a loop of many
/// iterations costs each of them the same.
struct ScopeIndex {
  private(set) var outputs: ValueMap = [:]
  private(set) var states: ValueMap = [:]
  private let encryption: EncryptionKey?

  init(encryption: EncryptionKey?) {
    self.encryption = encryption
  }

  /// - Parameter find: gives task runs as they are after the change.
  mutating func apply(_ change: ExecutionChange, find: (TaskRunID) -> TaskRun?) {
    switch change {
    case .taskRunCreated(let id, _, _, _, _, _), .taskRunEntered(let id, _, _):
      guard let run = find(id) else { return }
      ScopeIndex.set(
        .map(["state": .string(run.state.current.rawValue)]), at: ScopeIndex.path(of: run, find: find)[...],
        in: &states)
    case .taskOutputs(let id, let values):
      guard let run = find(id), !values.isEmpty else { return }
      ScopeIndex.set(
        EncryptedValue.opened(.map(values), with: encryption), at: ScopeIndex.path(of: run, find: find)[...],
        in: &outputs)
    default: break
    }
  }

  /// Everything that is recorded of an execution.
  mutating func rebuild(_ execution: Execution, find: (TaskRunID) -> TaskRun?) {
    outputs = [:]
    states = [:]
    for run in execution.taskRuns {
      apply(.taskRunEntered(run.id, run.state.current, at: run.state.endDate), find: find)
      apply(.taskOutputs(run.id, run.outputs), find: find)
    }
  }

  /// The task's id, the values of the iterations around it from the outermost in, and its own.
  private static func path(of run: TaskRun, find: (TaskRunID) -> TaskRun?) -> [String] {
    [run.taskID] + values(of: run, find: find)
  }

  /// The values of the iterations that a run lies in, its own last.
  static func values(of run: TaskRun, find: (TaskRunID) -> TaskRun?) -> [String] {
    var values: [String] = []
    var next: TaskRun? = run
    while let current = next {
      if let value = current.value { values.append(value) }
      next = current.parentID.flatMap(find)
    }
    return values.reversed()
  }

  private static func set(_ value: Value, at path: ArraySlice<String>, in map: inout ValueMap) {
    guard let first = path.first else { return }
    guard path.count > 1 else {
      map[first] = value
      return
    }
    // Taken out while it changes, so that it is not copied.
    var inner: ValueMap = [:]
    if case .map(let found)? = map[first] { inner = found }
    map[first] = .null
    set(value, at: path.dropFirst(), in: &inner)
    map[first] = .map(inner)
  }
}
