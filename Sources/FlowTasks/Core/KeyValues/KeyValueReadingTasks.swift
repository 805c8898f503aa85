import FlowModel
import FlowStore
import Pebble

/// Reads the value under a key.
public struct KeyValueGetTask: RunnableTask {
  public static let schema = TaskSchema(
    type: "io.kestra.plugin.core.kv.Get", summary: "Reads the value under a key of a namespace.",
    properties: [
      KeyValueProperties.key.spec, KeyValueProperties.namespace.spec, KeyValueProperties.errorOnMissing.spec,
    ],
    outputs: [OutputSpec("value", .any, "The value with the type it was written with; absent where there is none.")])

  let key: String
  let namespace: String?
  let failsOnMissing: Bool
  private let store: any KeyValueStore

  public init(_ properties: RenderedProperties, store: any KeyValueStore) throws(PropertyError) {
    key = try properties[KeyValueProperties.key].text
    namespace = try properties[KeyValueProperties.namespace]
    failsOnMissing = try properties[KeyValueProperties.errorOnMissing]
    self.store = store
  }

  public func run(in context: RunContext) async throws -> Outputs {
    let namespace = namespace ?? context.identity.namespace
    guard let entry = try await store.value(of: key, in: namespace).entry else {
      if failsOnMissing { throw KeyValueProperties.missing(key, namespace) }
      return .none
    }
    return Outputs(["value": entry.value])
  }
}

/// Lists keys.
public struct KeyValueGetKeysTask: RunnableTask {
  /// Of more keys, a flow would make an output too large to keep.
  public static let maximumKeys = 10_000

  public static let schema = TaskSchema(
    type: "io.kestra.plugin.core.kv.GetKeys", summary: "Lists the keys of a namespace, up to 10000.",
    properties: [prefix.spec, KeyValueProperties.namespace.spec],
    outputs: [OutputSpec("keys", .list(.string), "The keys, sorted.")])

  static let prefix = Property<String?>("prefix", "Only keys that begin so.")

  let prefix: String
  let namespace: String?
  private let store: any KeyValueStore

  public init(_ properties: RenderedProperties, store: any KeyValueStore) throws(PropertyError) {
    prefix = try properties[Self.prefix] ?? ""
    namespace = try properties[KeyValueProperties.namespace]
    self.store = store
  }

  public func run(in context: RunContext) async throws -> Outputs {
    let found = try await store.list(
      namespace: namespace ?? context.identity.namespace, prefix: prefix, after: nil, limit: Self.maximumKeys)
    return Outputs(["keys": .list(found.map { .string($0.key) })])
  }
}

/// Removes a key.
public struct KeyValueDeleteTask: RunnableTask {
  public static let schema = TaskSchema(
    type: "io.kestra.plugin.core.kv.Delete", summary: "Removes a key of a namespace with its value.",
    properties: [
      KeyValueProperties.key.spec, KeyValueProperties.namespace.spec, KeyValueProperties.errorOnMissing.spec,
    ],
    outputs: [OutputSpec("deleted", .boolean, "Whether there was a value.")])

  let key: String
  let namespace: String?
  let failsOnMissing: Bool
  private let store: any KeyValueStore

  public init(_ properties: RenderedProperties, store: any KeyValueStore) throws(PropertyError) {
    key = try properties[KeyValueProperties.key].text
    namespace = try properties[KeyValueProperties.namespace]
    failsOnMissing = try properties[KeyValueProperties.errorOnMissing]
    self.store = store
  }

  public func run(in context: RunContext) async throws -> Outputs {
    let namespace = namespace ?? context.identity.namespace
    let isDeleted = try await store.delete(key, in: namespace)
    if failsOnMissing && !isDeleted { throw KeyValueProperties.missing(key, namespace) }
    return Outputs(["deleted": .bool(isDeleted)])
  }
}
