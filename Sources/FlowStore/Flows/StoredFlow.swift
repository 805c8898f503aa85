import Pebble

/// One revision of a flow as it is kept.
public struct StoredFlow: Hashable, Sendable {
  public let namespace: String
  public let id: String
  /// Counts from 1.
  public let revision: Int
  /// The flow's text, byte for byte.
  public let source: String
  /// When this revision was saved.
  public let date: Instant
  /// Whether the flow was deleted: its revisions stay, and saving it again goes on counting.
  public let isDeleted: Bool

  /// The longest source, in bytes.
  public static let maximumSourceBytes = 4 << 20

  public init(namespace: String, id: String, revision: Int, source: String, date: Instant, isDeleted: Bool = false) {
    self.namespace = namespace
    self.id = id
    self.revision = revision
    self.source = source
    self.date = date
    self.isDeleted = isDeleted
  }

  /// The same flow, for an execution to keep.
  public var snapshot: FlowSnapshot {
    FlowSnapshot(namespace: namespace, id: id, revision: revision, source: source)
  }
}

/// Which flows to list, each by its newest revision. What is left out does not restrict.
public struct FlowQuery: Hashable, Sendable {
  /// The largest ``limit``; a larger one is taken as this.
  public static let maximumLimit = 1000

  /// A namespace; those below it are meant too.
  public var namespace: String?
  /// Text that the namespace, the id or the source contains, whatever the case of ASCII letters.
  public var text: String?
  public var includesDeleted = false
  public var offset = 0
  public var limit = 100

  public init() {}

  package var usedLimit: Int { min(max(0, limit), FlowQuery.maximumLimit) }

  public func matches(_ flow: StoredFlow) -> Bool {
    guard includesDeleted || !flow.isDeleted else { return false }
    if let namespace, flow.namespace != namespace, !flow.namespace.hasPrefix(namespace + ".") { return false }
    guard let text, !text.isEmpty else { return true }
    let wanted = text.asciiLowercased
    return [flow.namespace, flow.id, flow.source].contains { $0.asciiLowercased.contains(wanted) }
  }
}

/// Some of the flows that a query is about, by namespace and id.
public struct FlowPage: Hashable, Sendable {
  public let flows: [StoredFlow]
  /// How many there are in all.
  public let total: Int

  public init(flows: [StoredFlow], total: Int) {
    self.flows = flows
    self.total = total
  }
}
