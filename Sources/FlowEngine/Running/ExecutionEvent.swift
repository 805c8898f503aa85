import FlowModel
import FlowTasks
import Pebble

/// What an observer of an execution is told, in order. Everything in it is masked.
public enum ExecutionEvent: Sendable {
  case executionStarted(ExecutionID)
  case taskStarted(taskID: String, type: TaskType)
  case taskProgress(taskID: String, ProgressReporter.Progress)
  case taskEnded(taskID: String, RunState, duration: Duration)
  case log(LogEntry)
  case metric(taskID: String, Metric)
  case executionEnded(RunState, duration: Duration)
}

/// One entry of an execution's log.
public struct LogEntry: Hashable, Sendable {
  public let date: Instant
  public let level: LogLevel
  /// `nil` for what the engine says of the execution as a whole.
  public let taskID: String?
  public let taskRunID: TaskRunID?
  /// The attempt it was written in, from 0.
  public let attempt: Int
  public let message: String

  /// A longer message is cut there, and says so.
  public static let maximumMessageBytes = 10 * 1024

  public init(
    date: Instant, level: LogLevel, taskID: String?, taskRunID: TaskRunID? = nil, attempt: Int = 0, message: String
  ) {
    self.date = date
    self.level = level
    self.taskID = taskID
    self.taskRunID = taskRunID
    self.attempt = attempt
    guard message.utf8.count > LogEntry.maximumMessageBytes else {
      self.message = message
      return
    }
    let head = String(decoding: message.utf8.prefix(LogEntry.maximumMessageBytes), as: UTF8.self)
    self.message = head + "… (\(message.utf8.count) bytes, cut here)"
  }
}
