import FlowModel
import OrderedCollections
import Pebble

/// Which executions to list. What is left out does not restrict.
public struct ExecutionQuery: Hashable, Sendable {
  /// The largest ``limit``; a larger one is taken as this.
  public static let maximumLimit = 1000

  /// A namespace; those below it (`a.b` for `a`) are meant too.
  public var namespace: String?
  public var flowID: String?
  public var states: Set<RunState> = []
  /// All of them must be there.
  public var labels: OrderedDictionary<String, String> = [:]
  /// Only executions that were created at this time or later.
  public var createdFrom: Instant?
  /// Only executions that were created before this time.
  public var createdBefore: Instant?
  /// Only executions that this execution started.
  public var startedBy: ExecutionID?
  /// Newest first; the other way round when false.
  public var isNewestFirst = true
  public var offset = 0
  public var limit = 100

  public init() {}
}

/// Some of the executions that a query is about.
public struct ExecutionPage: Hashable, Sendable {
  public let executions: [Execution]
  /// How many there are in all.
  public let total: Int

  public init(executions: [Execution], total: Int) {
    self.executions = executions
    self.total = total
  }
}

extension ExecutionQuery {
  /// Whether an execution is one of those asked for.
  public func matches(_ execution: Execution) -> Bool {
    if let namespace, execution.namespace != namespace, !execution.namespace.hasPrefix(namespace + ".") {
      return false
    }
    if let flowID, execution.flowID != flowID { return false }
    if !states.isEmpty, !states.contains(execution.state.current) { return false }
    if let createdFrom, execution.state.startDate < createdFrom { return false }
    if let createdBefore, execution.state.startDate >= createdBefore { return false }
    if let startedBy, execution.trigger?.variables["executionId"] != .string(startedBy.text) { return false }
    return labels.allSatisfy { execution.labels[$0.key] == $0.value }
  }
}
