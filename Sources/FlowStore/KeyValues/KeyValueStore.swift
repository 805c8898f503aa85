import Pebble

/// Values by namespace and key that outlive executions. Every rule here holds for every implementation.
///
/// A value whose time has run out is as good as gone: it is found as ``KeyValueLookup/expired`` until something removes or
/// replaces it.
public protocol KeyValueStore: Sendable {
  /// Writes a value. One that is there keeps its creation date.
  ///
  /// - Parameter overwrites: false refuses a key that has a value which has not expired.
  /// - Throws: `alreadyExists`.
  func set(_ entry: KeyValue, overwrites: Bool) async throws(StoreError)

  func value(of key: String, in namespace: String) async throws(StoreError) -> KeyValueLookup

  /// The same for callers that cannot wait asynchronously (expressions); it may block the thread for a short while.
  func valueNow(of key: String, in namespace: String) throws(StoreError) -> KeyValueLookup

  /// The values of one namespace whose keys begin with the prefix, sorted by key; expired ones are left out.
  ///
  /// - Parameter limit: at most this many after the key `after`, if one is given.
  func list(
    namespace: String, prefix: String, after key: String?, limit: Int
  ) async throws(StoreError) -> [KeyValue]

  /// - Returns: whether there was a value that had not expired.
  @discardableResult func delete(_ key: String, in namespace: String) async throws(StoreError) -> Bool

  /// Removes all values whose time has run out.
  /// - Returns: how many there were.
  @discardableResult func purgeExpired() async throws(StoreError) -> Int
}

/// What is under a key.
public enum KeyValueLookup: Hashable, Sendable {
  case found(KeyValue)
  /// There was a value, and its time has run out.
  case expired
  case missing

  public var entry: KeyValue? {
    guard case .found(let entry) = self else { return nil }
    return entry
  }
}
