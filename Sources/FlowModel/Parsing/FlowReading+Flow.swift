import OrderedCollections
import Pebble

extension FlowReading {
  /// Properties of Kestra's flows that have no effect here.
  private static let unsupportedProperties = [
    "triggers", "concurrency", "sla", "checks", "listeners",
    "workerGroup", "workerSelector", "policyRefs", "quotas", "draft",
  ]
  private static let properties = [
    "id", "namespace", "revision", "description", "labels", "inputs", "variables", "tasks", "outputs", "disabled",
    "deleted", "pluginDefaults", "taskDefaults", "extend", "errors", "finally", "afterExecution", "retry",
  ]

  mutating func flow(from root: YAMLNode) -> Flow? {
    guard let fields = fields(of: root, in: "the flow", known: Self.properties + Self.unsupportedProperties) else {
      return nil
    }
    let id = name(fields, "id", as: .flowID)
    let namespace = name(fields, "namespace", as: .namespace)
    note(unsupported: Self.unsupportedProperties, of: fields)
    readPluginDefaults(fields)
    var takenTasks: [String: SourceSpan] = [:]
    _ = required("tasks", of: fields)
    if let node = fields["tasks"], case .sequence(let items) = node.content, items.isEmpty {
      report("no-tasks", "the flow has no tasks", at: node.span)
    }
    let tasks = tasks("tasks", of: fields, taken: &takenTasks)
    let errors = self.tasks("errors", of: fields, taken: &takenTasks)
    let finally = self.tasks("finally", of: fields, taken: &takenTasks)
    let afterExecution = self.tasks("afterExecution", of: fields, taken: &takenTasks)
    return Flow(
      id: id ?? "", namespace: namespace ?? "", revision: revision(fields),
      description: text("description", of: fields),
      labels: labels(fields), inputs: inputs(fields), variables: variables(fields), tasks: tasks,
      errors: errors, finally: finally, afterExecution: afterExecution, retry: retry(of: fields),
      outputs: outputs(fields), isDisabled: flag("disabled", of: fields), unsupported: unsupported, source: source)
  }

  private mutating func name(_ fields: Fields, _ key: String, as pattern: NamePattern) -> String? {
    var taken: [String: SourceSpan] = [:]
    return name(fields, key, pattern: pattern, taken: &taken, thing: "flow")
  }

  private mutating func revision(_ fields: Fields) -> Int? {
    guard let node = fields["revision"] else { return nil }
    guard case .literal(.int(let number)) = value(node, as: .integer, named: "revision", isDynamic: false) else {
      return nil
    }
    guard number >= 1 else {
      report("invalid-revision", "'revision' must be 1 or more", at: node.span)
      return nil
    }
    return number
  }

  private mutating func variables(_ fields: Fields) -> OrderedDictionary<String, DynamicValue> {
    guard let node = fields["variables"] else { return [:] }
    guard case .map(let entries) = value(node, as: .map(.any), named: "variables") else { return [:] }
    return entries
  }

  /// Labels are a map, or a list of keys and values.
  private mutating func labels(_ fields: Fields) -> [Label] {
    guard let node = fields["labels"] else { return [] }
    switch node.content {
    case .mapping(let entries):
      return entries.map { entry in
        check(labelKey: entry.key, at: entry.keySpan)
        return Label(key: entry.key, value: value(entry.value, as: .string, named: entry.key))
      }
    case .sequence(let items):
      return items.compactMap { item in
        guard let fields = self.fields(of: item, in: "a label", known: ["key", "value"]),
          let keyNode = required("key", of: fields), let key = text(keyNode, named: "key"),
          let valueNode = required("value", of: fields)
        else { return nil }
        check(labelKey: key, at: keyNode.span)
        return Label(key: key, value: value(valueNode, as: .string, named: "value"))
      }
    case .scalar:
      report("wrong-type", "'labels' must be a map or a list, not \(node.shape)", at: node.span)
      return []
    }
  }

  private mutating func check(labelKey key: String, at span: SourceSpan) {
    if key.hasPrefix("system."), key != "system.readOnly" {
      report("system-label", "label '\(key.excerpt)' cannot be set by a flow: 'system.' is reserved", at: span)
    }
  }

  private mutating func outputs(_ fields: Fields) -> [OutputDefinition] {
    var taken: [String: SourceSpan] = [:]
    let known = ["id", "type", "value", "description", "displayName", "required"]
    return items("outputs", of: fields).compactMap { item in
      guard let fields = self.fields(of: item, in: "an output", known: known) else { return nil }
      let id = name(fields, pattern: .inputID, taken: &taken, thing: "output")
      guard let valueNode = required("value", of: fields) else { return nil }
      return OutputDefinition(
        id: id ?? "", type: word("type", of: fields, as: InputType.self),
        value: value(valueNode, as: .any, named: "value"), description: text("description", of: fields),
        displayName: text("displayName", of: fields), isRequired: flag("required", of: fields, default: true))
    }
  }
}
