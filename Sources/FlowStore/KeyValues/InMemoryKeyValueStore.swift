import Pebble
import Synchronization

/// Values that live as long as the process.
public final class InMemoryKeyValueStore: KeyValueStore {
  private struct Place: Hashable {
    let namespace: String
    let key: String
  }

  private let entries = Mutex<[Place: KeyValue]>([:])
  private let now: @Sendable () -> Instant

  public init(now: @escaping @Sendable () -> Instant = Instant.systemClock) {
    self.now = now
  }

  public func set(_ entry: KeyValue, overwrites: Bool) async throws(StoreError) {
    let date = now()
    let place = Place(namespace: entry.namespace, key: entry.key)
    try entries.withLock { entries throws(StoreError) in
      guard let former = entries[place], !former.isExpired(at: date) else {
        entries[place] = entry
        return
      }
      guard overwrites else { throw StoreError(.alreadyExists("key '\(entry.key)' of '\(entry.namespace)'")) }
      entries[place] = entry.created(at: former.createdAt)
    }
  }

  public func value(of key: String, in namespace: String) async throws(StoreError) -> KeyValueLookup {
    try valueNow(of: key, in: namespace)
  }

  public func valueNow(of key: String, in namespace: String) throws(StoreError) -> KeyValueLookup {
    guard let entry = entries.withLock({ $0[Place(namespace: namespace, key: key)] }) else { return .missing }
    return entry.isExpired(at: now()) ? .expired : .found(entry)
  }

  public func list(
    namespace: String, prefix: String, after key: String?, limit: Int
  ) async throws(StoreError) -> [KeyValue] {
    let date = now()
    let all = entries.withLock { Array($0.values) }
    let found = all.filter { entry in
      entry.namespace == namespace && entry.key.hasPrefix(prefix) && !entry.isExpired(at: date)
        && key.map { entry.key.utf8.lexicographicallyFollows($0.utf8) } ?? true
    }
    return Array(found.sorted { $1.key.utf8.lexicographicallyFollows($0.key.utf8) }.prefix(max(0, limit)))
  }

  @discardableResult public func delete(_ key: String, in namespace: String) async throws(StoreError) -> Bool {
    let date = now()
    let former = entries.withLock { $0.removeValue(forKey: Place(namespace: namespace, key: key)) }
    return former.map { !$0.isExpired(at: date) } ?? false
  }

  @discardableResult public func purgeExpired() async throws(StoreError) -> Int {
    let date = now()
    return entries.withLock { entries in
      let before = entries.count
      entries = entries.filter { !$0.value.isExpired(at: date) }
      return before - entries.count
    }
  }
}

extension KeyValue {
  /// The same with the date on which the key first got a value.
  package func created(at date: Instant) -> KeyValue {
    KeyValue(
      namespace: namespace, key: key, type: type, value: value, description: description, createdAt: date,
      updatedAt: updatedAt, expiresAt: expiresAt)
  }
}

extension String.UTF8View {
  /// The order of keys, the same in every store: by bytes.
  fileprivate func lexicographicallyFollows(_ other: String.UTF8View) -> Bool {
    other.lexicographicallyPrecedes(self)
  }
}
