import Pebble
import Synchronization

/// Flows that live as long as the process.
public final class InMemoryFlowRepository: FlowRepository {
  private struct Name: Hashable {
    let namespace: String
    let id: String
  }

  private struct Entry {
    var revisions: [StoredFlow]
    var isDeleted = false

    var newest: StoredFlow? { revisions.last.map { $0.marked(asDeleted: isDeleted) } }
  }

  private let entries = Mutex<[Name: Entry]>([:])
  private let now: @Sendable () -> Instant

  public init(now: @escaping @Sendable () -> Instant = Instant.systemClock) {
    self.now = now
  }

  public func save(
    _ source: String, namespace: String, id: String, policy: FlowSavePolicy
  ) async throws(StoreError) -> StoredFlow {
    let date = now()
    return try entries.withLock { entries throws(StoreError) in
      let name = Name(namespace: namespace, id: id)
      var entry = entries[name] ?? Entry(revisions: [])
      let newest = entry.newest
      try policy.check(newest, namespace: namespace, id: id)
      if let newest, !newest.isDeleted, newest.source == source { return newest }
      let flow = StoredFlow(
        namespace: namespace, id: id, revision: (newest?.revision ?? 0) + 1, source: source, date: date)
      entry.revisions.append(flow)
      entry.isDeleted = false
      entries[name] = entry
      return flow
    }
  }

  public func flow(namespace: String, id: String, revision: Int?) async throws(StoreError) -> StoredFlow? {
    guard let entry = entries.withLock({ $0[Name(namespace: namespace, id: id)] }) else { return nil }
    guard let revision else { return entry.isDeleted ? nil : entry.newest }
    return entry.revisions.first { $0.revision == revision }?.marked(asDeleted: entry.isDeleted)
  }

  public func revisions(namespace: String, id: String) async throws(StoreError) -> [StoredFlow] {
    guard let entry = entries.withLock({ $0[Name(namespace: namespace, id: id)] }) else { return [] }
    return entry.revisions.map { $0.marked(asDeleted: entry.isDeleted) }
  }

  public func search(_ query: FlowQuery) async throws(StoreError) -> FlowPage {
    let all = entries.withLock { entries in entries.values.compactMap(\.newest) }
    let found = all.filter(query.matches).sorted { ($0.namespace, $0.id) < ($1.namespace, $1.id) }
    return FlowPage(flows: Array(found.dropFirst(max(0, query.offset)).prefix(query.usedLimit)), total: found.count)
  }

  public func namespaces() async throws(StoreError) -> [String] {
    let names = entries.withLock { entries in entries.filter { !$0.value.isDeleted }.keys.map(\.namespace) }
    return Set(names).sorted()
  }

  @discardableResult public func delete(namespace: String, id: String) async throws(StoreError) -> Bool {
    entries.withLock { entries in
      let name = Name(namespace: namespace, id: id)
      guard entries[name]?.isDeleted == false else { return false }
      entries[name]?.isDeleted = true
      return true
    }
  }
}

extension StoredFlow {
  fileprivate func marked(asDeleted isDeleted: Bool) -> StoredFlow {
    StoredFlow(namespace: namespace, id: id, revision: revision, source: source, date: date, isDeleted: isDeleted)
  }
}
