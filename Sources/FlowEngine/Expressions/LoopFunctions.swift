import FlowModel
import Pebble
import Synchronization

/// Functions that need to know where in an execution an expression stands.
enum LoopFunctions {
  /// `currentEachOutput(outputs.sibling)`: the outputs of a task in the same iteration.
  static func currentEachOutput(path: [String]) -> Function {
    Function("currentEachOutput", parameters: ["outputs"]) { arguments throws(PebbleError) in
      var current = arguments["outputs"]
      for value in path {
        guard case .map(let entries) = current, let inner = entries[value] else { return current }
        current = inner
      }
      return current
    }
  }

  /// `errorLogs()`: the error entries of the execution's log so far.
  static func errorLogs(_ errors: ErrorLog) -> Function {
    Function("errorLogs", parameters: []) { _ throws(PebbleError) in .list(errors.entries) }
  }
}

/// The last error entries of one execution's log, for tasks that report them.
final class ErrorLog: Sendable {
  /// Older entries are dropped.
  static let maximumEntries = 100

  private let list = Mutex<[Value]>([])

  var entries: [Value] { list.withLock { $0 } }

  func add(_ entry: LogEntry) {
    let value = Value.map([
      "taskId": entry.taskID.map { .string($0) } ?? .null, "level": .string(entry.level.rawValue),
      "message": .string(entry.message), "timestamp": .instant(entry.date),
    ])
    list.withLock { list in
      if list.count >= ErrorLog.maximumEntries { list.removeFirst() }
      list.append(value)
    }
  }
}
