import FlowModel
import Pebble

/// The numbers that tasks report about their work. Every rule here holds for every implementation.
public protocol MetricStore: Sendable {
  /// Adds records in their order.
  func append(_ records: [MetricRecord]) async throws(StoreError)

  /// Records in the order in which they were added.
  func records(_ query: MetricQuery) async throws(StoreError) -> MetricPage

  /// Removes the records a query is about, whatever its ``MetricQuery/limit`` and ``MetricQuery/offset``.
  /// - Returns: how many there were.
  @discardableResult func delete(_ query: MetricQuery) async throws(StoreError) -> Int
}

/// One number of one task run.
public struct MetricRecord: Hashable, Sendable {
  /// The raw values are the words of the API.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    case counter, timer, gauge
  }

  public let namespace: String
  public let flowID: String
  public let executionID: ExecutionID
  public let taskID: String
  public let taskRunID: TaskRunID
  public let kind: Kind
  public let name: String
  /// A count or, for a timer, seconds.
  public let value: Double
  public let tags: [String: String]
  public let date: Instant

  public init(
    namespace: String, flowID: String, executionID: ExecutionID, taskID: String, taskRunID: TaskRunID, kind: Kind,
    name: String, value: Double, tags: [String: String] = [:], date: Instant
  ) {
    self.namespace = namespace
    self.flowID = flowID
    self.executionID = executionID
    self.taskID = taskID
    self.taskRunID = taskRunID
    self.kind = kind
    self.name = name
    self.value = value
    self.tags = tags
    self.date = date
  }
}

/// Which metrics are meant. What is left out does not restrict.
public struct MetricQuery: Hashable, Sendable {
  /// The largest ``limit``; a larger one is taken as this.
  public static let maximumLimit = 1000

  public var executionID: ExecutionID?
  public var taskRunID: TaskRunID?
  public var taskID: String?
  public var name: String?
  /// Only records before this time.
  public var before: Instant?
  public var offset = 0
  public var limit = 100

  public init() {}

  package var usedLimit: Int { min(max(0, limit), MetricQuery.maximumLimit) }

  public func matches(_ record: MetricRecord) -> Bool {
    if let executionID, record.executionID != executionID { return false }
    if let taskRunID, record.taskRunID != taskRunID { return false }
    if let taskID, record.taskID != taskID { return false }
    if let name, record.name != name { return false }
    if let before, record.date >= before { return false }
    return true
  }
}

/// Some of the metrics that a query is about.
public struct MetricPage: Hashable, Sendable {
  public let records: [MetricRecord]
  /// How many there are in all.
  public let total: Int

  public init(records: [MetricRecord], total: Int) {
    self.records = records
    self.total = total
  }
}
