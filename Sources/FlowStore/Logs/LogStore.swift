import FlowModel
import Pebble

/// The logs of all executions. Every rule here holds for every implementation.
public protocol LogStore: Sendable {
  /// Adds records in their order. Many in one call cost little more than one.
  func append(_ records: [LogRecord]) async throws(StoreError)

  /// Records in the order in which they were added, or the other way round.
  func records(_ query: LogQuery) async throws(StoreError) -> [StoredLogRecord]

  /// How many records a query is about, whatever its ``LogQuery/limit``.
  func count(_ query: LogQuery) async throws(StoreError) -> Int

  /// Removes the records a query is about, whatever its ``LogQuery/limit``.
  /// - Returns: how many there were.
  @discardableResult func delete(_ query: LogQuery) async throws(StoreError) -> Int
}

/// Which log records are meant. What is left out does not restrict.
public struct LogQuery: Hashable, Sendable {
  /// The largest ``limit``; a larger one is taken as this.
  public static let maximumLimit = 10_000

  /// A namespace; those below it are meant too.
  public var namespace: String?
  public var flowID: String?
  public var executionID: ExecutionID?
  public var taskIDs: [String] = []
  public var taskRunID: TaskRunID?
  public var attempt: Int?
  /// These levels; all when it is empty.
  public var levels: Set<LogLevel> = []
  /// Only records at this time or later.
  public var from: Instant?
  /// Only records before this time.
  public var before: Instant?
  /// Text that the message contains, whatever the case of ASCII letters.
  public var text: String?
  /// Only records beyond this one, in the direction of the query.
  public var after: Int?
  public var isNewestFirst = false
  public var limit = 1000

  public init() {}

  public init(executionID: ExecutionID) {
    self.executionID = executionID
  }

  /// Restricts the query to this level and the more severe ones.
  public mutating func restrict(to level: LogLevel) {
    levels = Set(LogLevel.allCases.filter { $0 >= level })
  }

  package var usedLimit: Int { min(max(0, limit), LogQuery.maximumLimit) }

  /// Whether a record is one of those meant, as far as the record itself tells.
  public func matches(_ record: LogRecord) -> Bool {
    if let namespace, record.namespace != namespace, !record.namespace.hasPrefix(namespace + ".") { return false }
    if let flowID, record.flowID != flowID { return false }
    if let executionID, record.executionID != executionID { return false }
    if !taskIDs.isEmpty, !(record.taskID.map(taskIDs.contains) ?? false) { return false }
    if let taskRunID, record.taskRunID != taskRunID { return false }
    if let attempt, record.attempt != attempt { return false }
    if !levels.isEmpty, !levels.contains(record.level) { return false }
    if let from, record.date < from { return false }
    if let before, record.date >= before { return false }
    guard let text, !text.isEmpty else { return true }
    return record.message.asciiLowercased.contains(text.asciiLowercased)
  }
}

extension String {
  /// With A–Z made a–z; other letters keep their case, as SQLite's LIKE has it.
  package var asciiLowercased: String {
    String(decoding: utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
  }
}
