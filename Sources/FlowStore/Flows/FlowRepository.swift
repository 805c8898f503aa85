import Pebble

/// The flows that can be started, with all their revisions. Every rule here holds for every implementation.
public protocol FlowRepository: Sendable {
  /// Saves the text of a flow; it is durable when the call returns. An unchanged text makes no new revision, unless the flow was
  /// deleted meanwhile.
  ///
  /// - Parameter policy: what to do when the flow is there already, or is not.
  /// - Returns: the revision that stands now.
  /// - Throws: `alreadyExists` or `notFound`, by the policy.
  func save(
    _ source: String, namespace: String, id: String, policy: FlowSavePolicy
  ) async throws(StoreError) -> StoredFlow

  /// One revision, or the newest when none is named. The newest of a deleted flow is `nil`; an old revision can be read by its number.
  func flow(namespace: String, id: String, revision: Int?) async throws(StoreError) -> StoredFlow?

  /// All revisions, oldest first.
  func revisions(namespace: String, id: String) async throws(StoreError) -> [StoredFlow]

  func search(_ query: FlowQuery) async throws(StoreError) -> FlowPage

  /// The namespaces that hold flows which are not deleted, sorted.
  func namespaces() async throws(StoreError) -> [String]

  /// Hides a flow. Its revisions stay, because executions refer to them.
  /// - Returns: whether there was one.
  @discardableResult func delete(namespace: String, id: String) async throws(StoreError) -> Bool
}

/// What saving a flow means for one that is there already.
public enum FlowSavePolicy: Hashable, Sendable {
  /// Refuses a flow that is there.
  case create
  /// Refuses a flow that is not there.
  case update
  case createOrUpdate

  /// - Throws: what `newest` makes impossible.
  package func check(_ newest: StoredFlow?, namespace: String, id: String) throws(StoreError) {
    let isThere = newest.map { !$0.isDeleted } ?? false
    switch self {
    case .create where isThere: throw StoreError(.alreadyExists("flow '\(namespace).\(id)'"))
    case .update where !isThere: throw StoreError(.notFound("flow '\(namespace).\(id)'"))
    default: return
    }
  }
}
