import OrderedCollections
import Pebble

/// Values that a flow gives to all tasks of a type.
struct PluginDefault: Sendable {
  /// A task type or the beginning of one.
  let type: String
  let values: YAMLNode
  /// Whether the values replace those of the task.
  let isForced: Bool
}

extension FlowReading {
  mutating func readPluginDefaults(_ fields: Fields) {
    for name in ["pluginDefaults", "taskDefaults"] {
      for item in items(name, of: fields) {
        guard
          let fields = self.fields(of: item, in: "a plugin default", known: ["type", "values", "forced", "ref"]),
          let typeNode = required("type", of: fields), let type = text(typeNode, named: "type"),
          let values = required("values", of: fields)
        else { continue }
        guard case .mapping = values.content else {
          report("wrong-type", "'values' must be a map, not \(values.shape)", at: values.span)
          continue
        }
        let isForced = flag("forced", of: fields)
        pluginDefaults.append(PluginDefault(type: type, values: values, isForced: isForced))
      }
    }
  }

  mutating func task(from node: YAMLNode, taken: inout [String: SourceSpan]) -> TaskDefinition? {
    guard case .mapping(let written) = node.content else {
      report("wrong-type", "a task must be a map, not \(node.shape)", at: node.span)
      return nil
    }
    let own = Fields(owner: "the task", span: node.span, entries: written)
    let id = name(own, pattern: .taskID, taken: &taken, thing: "task")
    guard let typeNode = required("type", of: own), let typeName = text(typeNode, named: "type") else { return nil }
    let type = TaskType(typeName)
    guard let schema = catalog[type] else {
      report(
        "unknown-task-type", "unknown task type '\(typeName.excerpt)'", at: typeNode.span, help: help(forType: type))
      return nil
    }
    let entries = merged(written, with: schema, as: type)
    let fields = Fields(owner: schema.type.name, span: node.span, entries: entries)
    let common = TaskSchema.commonProperties.filter { common in !schema.properties.contains { $0.name == common.name } }
    let unsupportedNames = TaskSchema.unsupportedProperties.filter { name in
      !schema.properties.contains { $0.name == name }
    }
    note(unsupported: unsupportedNames, of: fields, taskID: id)
    let holders = schema.properties.filter { $0.kind.holdsTasks }
    let properties = properties(
      entries, schema.properties.filter { !$0.kind.holdsTasks }, of: schema.type.name, at: node.span,
      ignoring: Set((common + holders).map(\.name) + unsupportedNames))
    let (branches, dependencies) = branches(holders, of: fields, taken: &taken)
    let runIf = fields["runIf"] ?? fields["when"]
    return TaskDefinition(
      id: id ?? "", type: type, schema: schema, description: text("description", of: fields),
      timeout: fields["timeout"].map { value($0, as: .duration, named: "timeout") },
      isDisabled: flag("disabled", of: fields),
      runIf: runIf.map { value($0, as: .string, named: "runIf") },
      allowFailure: flag("allowFailure", of: fields), allowWarning: flag("allowWarning", of: fields),
      logLevel: word("logLevel", of: fields, as: LogLevel.self), retry: retry(of: fields),
      onUnknown: word("onUnknown", of: fields, as: UnknownOutcomePolicy.self) ?? .fail, properties: properties,
      branches: branches, dependencies: dependencies, span: node.span)
  }

  /// A task type that may be meant: the same last part of the name, or the nearest name.
  private func help(forType type: TaskType) -> String? {
    let names = catalog.schemas.map(\.type.name)
    let simpleName = type.simpleName
    if let same = catalog.schemas.first(where: { $0.type.simpleName == simpleName }) {
      return "did you mean '\(same.type.name)'?"
    }
    if let near = Suggestion.nearest(to: type.name, among: names) { return "did you mean '\(near)'?" }
    let simpleNames = catalog.schemas.map { String($0.type.simpleName) }
    guard let near = Suggestion.nearest(to: String(simpleName), among: simpleNames),
      let schema = catalog.schemas.first(where: { $0.type.simpleName == near })
    else { return nil }
    return "did you mean '\(schema.type.name)'?"
  }

  /// The task's entries with the plugin defaults of its type.
  private func merged(_ entries: [YAMLEntry], with schema: TaskSchema, as type: TaskType) -> [YAMLEntry] {
    var merged = entries
    for item in pluginDefaults {
      let fits = ([type, schema.type] + schema.aliases).contains { $0.name.hasPrefix(item.type) }
      guard fits, case .mapping(let values) = item.values.content else { continue }
      merged = Self.merge(merged, values, isForced: item.isForced)
    }
    return merged
  }

  /// Fills gaps of `entries` with `defaults`, also inside maps; forced values replace what is there.
  private static func merge(_ entries: [YAMLEntry], _ defaults: [YAMLEntry], isForced: Bool) -> [YAMLEntry] {
    var merged = entries
    for item in defaults where item.key != "id" && item.key != "type" {
      guard let index = merged.firstIndex(where: { $0.key == item.key }) else {
        merged.append(item)
        continue
      }
      if case .mapping(let inner) = merged[index].value.content, case .mapping(let innerDefaults) = item.value.content {
        let value = YAMLNode(
          content: .mapping(merge(inner, innerDefaults, isForced: isForced)), span: merged[index].value.span,
          nodeCount: 1)
        merged[index] = YAMLEntry(key: item.key, keySpan: merged[index].keySpan, value: value)
      } else if isForced {
        merged[index] = item
      }
    }
    return merged
  }
}
