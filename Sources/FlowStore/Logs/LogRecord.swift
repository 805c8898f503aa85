import FlowModel
import Pebble

/// One entry of the log of an execution, as it is kept.
public struct LogRecord: Hashable, Sendable {
  /// Longer messages are cut there, at the end of a character.
  public static let maximumMessageBytes = 16 * 1024

  public let namespace: String
  public let flowID: String
  public let executionID: ExecutionID
  /// `nil` for what the engine says of the execution as a whole.
  public let taskID: String?
  public let taskRunID: TaskRunID?
  /// Counts from 0.
  public let attempt: Int?
  public let date: Instant
  public let level: LogLevel
  /// Masked before it gets here. U+0000 stands as `␀`, because not every database keeps it.
  public let message: String

  public init(
    namespace: String, flowID: String, executionID: ExecutionID, taskID: String? = nil, taskRunID: TaskRunID? = nil,
    attempt: Int? = nil, date: Instant, level: LogLevel, message: String
  ) {
    self.namespace = namespace
    self.flowID = flowID
    self.executionID = executionID
    self.taskID = taskID
    self.taskRunID = taskRunID
    self.attempt = attempt
    self.date = date
    self.level = level
    self.message = LogRecord.storable(message)
  }

  /// What the record takes of the space of a log, about, in bytes.
  public var size: Int { message.utf8.count + 200 }

  private static func storable(_ message: String) -> String {
    var text = message
    if text.utf8.count > maximumMessageBytes {
      var end = text.utf8.index(text.utf8.startIndex, offsetBy: maximumMessageBytes)
      while end > text.startIndex, end.samePosition(in: text.unicodeScalars) == nil {
        end = text.utf8.index(before: end)
      }
      text = "\(text[..<end])… (\(message.utf8.count) bytes, cut here)"
    }
    return text.utf8.contains(0) ? String(text.map { $0 == "\u{0}" ? "␀" : $0 }) : text
  }
}

/// A record with its place in the log.
public struct StoredLogRecord: Hashable, Sendable {
  /// Grows with every record; where a reader goes on.
  public let cursor: Int
  public let record: LogRecord

  public init(cursor: Int, record: LogRecord) {
    self.cursor = cursor
    self.record = record
  }
}
