import FlowModel
import OrderedCollections
import Pebble

/// Adds labels to the execution.
public struct LabelsTask: RunnableTask {
  public static let schema = TaskSchema(
    type: "io.kestra.plugin.core.execution.Labels", aliases: ["io.kestra.core.tasks.executions.Labels"],
    summary: "Adds labels to the execution, or replaces their values.", properties: [labels.spec])

  static let labels = Property<TypedValue>(
    "labels", "A map of labels, a list of maps with key and value, or the JSON text of a map.")

  let labels: OrderedDictionary<String, String>

  public init(_ properties: RenderedProperties) throws(PropertyError) {
    do {
      labels = try LabelsTask.read(try properties[Self.labels].value)
    } catch {
      throw error.inside("labels")
    }
  }

  public func run(in context: RunContext) async throws -> Outputs {
    Outputs([:], updates: [.addLabels(labels)])
  }

  private static func read(_ value: Value) throws(PropertyError) -> OrderedDictionary<String, String> {
    // Labels are shown to everybody.
    guard !value.containsSecret else { throw PropertyError("a label cannot hold a secret") }
    var labels: OrderedDictionary<String, String> = [:]
    switch value {
    case .map(let entries):
      for (key, entry) in entries { labels[key] = text(of: entry) }
    case .list(let items):
      for item in items {
        guard case .map(let entry) = item, case .string(let key)? = entry["key"], let value = entry["value"] else {
          throw PropertyError("expected maps with 'key' and 'value'")
        }
        labels[key] = text(of: value)
      }
    case .string(let text):
      guard case .map(let entries)? = try? JSON.parse(text) else {
        throw PropertyError("expected a map, a list or the JSON text of a map")
      }
      for (key, entry) in entries { labels[key] = self.text(of: entry) }
    default: throw PropertyError("expected a map, a list or the JSON text of a map")
    }
    if let (key, value) = labels.first(where: { $0.key.hasPrefix("system.") }) {
      throw PropertyError("System labels can only be set by Kestra itself, offending label: \(key)=\(value)")
    }
    return labels
  }

  private static func text(of value: Value) -> String {
    switch value {
    case .list, .map: JSON.text(of: value)
    default: value.text
    }
  }
}
