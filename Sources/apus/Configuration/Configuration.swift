import FlowModel
import FlowTasks
import Glibc
import Pebble

/// Kestra's configuration: a YAML file, over which environment variables go (`KESTRA_STORAGE_LOCAL_BASE_PATH` for
/// `kestra.storage.local.base-path`).
struct Configuration {
  private let values: Value
  private let environment: [String: String]

  init(_ values: Value = .map([:]), environment: [String: String]) {
    self.values = values
    self.environment = environment
  }

  /// The text at a dotted key, or `nil`.
  func text(_ key: String) -> String? {
    let spelling = key.uppercased().map { $0 == "." || $0 == "-" ? "_" : $0 }
    if let value = environment[String(spelling)] { return value }
    switch self[key] {
    case .string(let text)?: return text
    case .int(let number)?: return String(number)
    case .bool(let flag)?: return String(flag)
    default: return nil
    }
  }

  /// The value at a dotted key of the file.
  subscript(key: String) -> Value? {
    var value = values
    for part in key.split(separator: ".") {
      guard case .map(let entries) = value, let next = entries[String(part)] else { return nil }
      value = next
    }
    return value
  }

  /// `envs` in expressions: the variables with the configured prefix, without it, in lower case.
  ///
  /// The default prefix is `ENV_` (Kestra 0.23 and later).
  var expressionVariables: ValueMap {
    let prefix = text("kestra.variables.env-vars-prefix") ?? "ENV_"
    var variables: ValueMap = [:]
    for (name, value) in environment.sorted(by: { $0.key < $1.key }) where name.hasPrefix(prefix) {
      variables[name.dropFirst(prefix.count).lowercased()] = .string(value)
    }
    return variables
  }

  /// The variables of this process.
  static func processEnvironment() -> [String: String] {
    var variables: [String: String] = [:]
    var next = environ
    while let entry = next.pointee {
      let text = String(cString: entry)
      if let equals = text.firstIndex(of: "=") {
        variables[String(text[..<equals])] = String(text[text.index(after: equals)...])
      }
      next += 1
    }
    return variables
  }
}
