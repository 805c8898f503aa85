import FlowModel
import FlowStore
import Pebble

/// The task types and the expression function that use the key-value store.
public enum KeyValueTasks {
  public static func registrations(store: any KeyValueStore) -> [RegisteredTask] {
    [
      RegisteredTask(KeyValueSetTask.self) { try KeyValueSetTask($0, store: store) },
      RegisteredTask(KeyValueGetTask.self) { try KeyValueGetTask($0, store: store) },
      RegisteredTask(KeyValueGetKeysTask.self) { try KeyValueGetKeysTask($0, store: store) },
      RegisteredTask(KeyValueDeleteTask.self) { try KeyValueDeleteTask($0, store: store) },
    ]
  }

  /// `kv('key', namespace, errorOnMissing)`: the value under a key. Without a namespace, that of the flow and then those above
  /// it are looked through.
  public static func function(store: any KeyValueStore) -> Function {
    Function("kv", parameters: ["key", "namespace", "errorOnMissing"]) { arguments throws(PebbleError) in
      let key = try arguments.text("key")
      let own = try arguments.optionalText("namespace")
      let namespace = own ?? flowNamespace(arguments.context.variables)
      var place = Substring(namespace)
      var isExpired = false
      while true {
        switch try lookUp(key, in: String(place), store) {
        case .found(let entry): return entry.value
        case .expired: isExpired = true
        case .missing: break
        }
        guard own == nil, let dot = place.lastIndex(of: ".") else { break }
        place = place[..<dot]
      }
      guard arguments["errorOnMissing"] != .bool(false) else { return .null }
      throw .failed(
        isExpired
          ? "The requested value has expired: key '\(key)' of the namespace '\(namespace)'."
          : "The key '\(key)' does not exist in the namespace '\(namespace)'.")
    }
  }

  private static func lookUp(
    _ key: String, in namespace: String, _ store: any KeyValueStore
  ) throws(PebbleError) -> KeyValueLookup {
    do {
      return try store.valueNow(of: key, in: namespace)
    } catch {
      throw .failed("Unable to read the key '\(key)': \(error)")
    }
  }

  private static func flowNamespace(_ variables: ValueMap) -> String {
    guard case .map(let flow)? = variables["flow"], case .string(let namespace)? = flow["namespace"] else { return "" }
    return namespace
  }
}

/// The properties that the key-value tasks share.
enum KeyValueProperties {
  static let key = Property<KeyName>("key", "The key: letters, digits, '.', '_' and '-', first a letter or digit.")
  static let namespace = Property<String?>("namespace", "The namespace of the key; that of the flow when left out.")
  static let errorOnMissing = Property(
    "errorOnMissing", default: false, "Whether the task fails when there is no value under the key.")

  static func missing(_ key: String, _ namespace: String) -> TaskFailure {
    TaskFailure(
      LabelledText(
        "No value found for key '\(key)' in namespace '\(namespace)' and `errorOnMissing` is set to true"))
  }

  /// A key that the store takes.
  struct KeyName: PropertyConvertible {
    static var kind: PropertyKind { .string }
    let text: String

    init(property value: Value) throws(PropertyError) {
      text = try String(property: value)
      guard KeyValue.isValid(key: text) else {
        throw PropertyError(
          "a key has letters, digits, '.', '_' and '-', begins with a letter or digit, and up to 256 of them")
      }
    }

    var propertyValue: Value { .string(text) }
  }
}
