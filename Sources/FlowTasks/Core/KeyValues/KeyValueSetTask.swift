import FlowModel
import FlowStore
import Pebble

/// Writes a value under a key.
public struct KeyValueSetTask: RunnableTask {
  public static let schema = TaskSchema(
    type: "io.kestra.plugin.core.kv.Set", summary: "Writes a value under a key of a namespace.",
    properties: [
      KeyValueProperties.key.spec, value.spec, KeyValueProperties.namespace.spec, kvType.spec, kvDescription.spec,
      ttl.spec, overwrite.spec,
    ])

  static let value = Property<TypedValue>("value", "The value; a single expression keeps the type of its result.")
  static let kvType = Property<KeyValueType?>(
    "kvType", "How text is read: as it is, or as a number, Boolean, date, duration or JSON.")
  static let kvDescription = Property<String?>("kvDescription", "What the value is for.")
  static let ttl = Property<TimeSpan?>("ttl", "After this time the value is gone: PT1H. Left out, it stays.")
  static let overwrite = Property(
    "overwrite", default: true, "Whether a value that is there is replaced; if not, the task fails.")

  let key: String
  let namespace: String?
  let value: Value
  let type: KeyValueType
  let description: String?
  let ttl: Duration?
  let overwrites: Bool
  private let store: any KeyValueStore
  private let now: @Sendable () -> Instant

  public init(
    _ properties: RenderedProperties, store: any KeyValueStore,
    now: @escaping @Sendable () -> Instant = Instant.systemClock
  ) throws(PropertyError) {
    key = try properties[KeyValueProperties.key].text
    namespace = try properties[KeyValueProperties.namespace]
    let given = try properties[Self.value].value
    do {
      (value, type) = try KeyValueText.read(given, as: try properties[Self.kvType])
    } catch {
      throw error.inside("value")
    }
    guard JSON.text(of: value).utf8.count <= KeyValue.maximumValueBytes else {
      throw PropertyError(
        path: "value", "it has more than \(KeyValue.maximumValueBytes) bytes: write it to a file and keep its uri")
    }
    description = try properties[Self.kvDescription]
    ttl = try properties[Self.ttl]?.duration
    overwrites = try properties[Self.overwrite]
    self.store = store
    self.now = now
  }

  public func run(in context: RunContext) async throws -> Outputs {
    let date = now()
    try await store.set(
      KeyValue(
        namespace: namespace ?? context.identity.namespace, key: key, type: type, value: value,
        description: description, createdAt: date, updatedAt: date, expiresAt: ttl.map { date.adding($0) }),
      overwrites: overwrites)
    return .none
  }
}

extension KeyValueType: PropertyWord {}

/// Text as a value of a type.
enum KeyValueText {
  /// - Parameter type: `nil` keeps the value as it is.
  static func read(_ value: Value, as type: KeyValueType?) throws(PropertyError) -> (Value, KeyValueType) {
    guard let type else { return (value, KeyValueType(of: value)) }
    // Only text is read; what has a type of its own keeps it.
    guard case .string(let text) = value.revealed else { return (value, KeyValueType(of: value)) }
    let read = try read(text.trimmed, text, as: type)
    return (value.containsSecret ? .secret(Secret(read)) : read, type)
  }

  private static func read(_ trimmed: String, _ text: String, as type: KeyValueType) throws(PropertyError) -> Value {
    switch type {
    case .string: return .string(text)
    case .boolean: return .bool(trimmed.lowercased() == "true")
    case .json:
      guard let value = try? JSON.parse(text) else { throw PropertyError("it is not JSON") }
      return value
    case .number:
      switch try? JSON.parse(trimmed) {
      case .int(let number)?: return .int(number)
      case .double(let number)?: return .double(number)
      case .exact(let number)?: return .exact(number)
      default: throw PropertyError("'\(text)' is not a number")
      }
    case .duration:
      guard ISODuration.parse(trimmed) != nil else {
        throw PropertyError("'\(text)' is not a duration: write it as in PT30S")
      }
      return .string(trimmed)
    case .dateTime:
      guard let date = DateText.instant(trimmed) else {
        throw PropertyError("'\(text)' is not a date with time: write it as in 2024-01-02T03:04:05Z")
      }
      return .instant(date)
    case .date:
      guard DateText.isDate(trimmed) || DateText.instant(trimmed) != nil else {
        throw PropertyError("'\(text)' is not a date: write it as in 2024-01-02")
      }
      return .string(trimmed)
    }
  }
}
