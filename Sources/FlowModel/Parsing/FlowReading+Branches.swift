import OrderedCollections
import Pebble

extension FlowReading {
  /// Tasks may lie this deep in each other.
  static let maximumTaskDepth = 64

  /// A list of tasks of the flow or of a flowable task. `taken` are the ids of the whole flow.
  mutating func tasks(_ name: String, of fields: Fields, taken: inout [String: SourceSpan]) -> [TaskDefinition] {
    guard let node = fields[name] else { return [] }
    return tasks(node, named: name, taken: &taken)
  }

  private mutating func tasks(
    _ node: YAMLNode, named name: String, taken: inout [String: SourceSpan]
  ) -> [TaskDefinition] {
    guard case .sequence(let items) = node.content else {
      report("wrong-type", "'\(name)' must be a list of tasks, not \(node.shape)", at: node.span)
      return []
    }
    guard taskDepth < Self.maximumTaskDepth else {
      report("too-deep", "tasks lie more than \(Self.maximumTaskDepth) deep in each other", at: node.span)
      return []
    }
    taskDepth += 1
    defer { taskDepth -= 1 }
    return items.compactMap { task(from: $0, taken: &taken) }
  }

  /// The tasks that a flowable task holds, by the properties that hold them.
  mutating func branches(
    _ specs: [PropertySpec], of fields: Fields, taken: inout [String: SourceSpan]
  ) -> (branches: [TaskBranch], dependencies: [String: [String]]) {
    var branches: [TaskBranch] = []
    var dependencies: [String: [String]] = [:]
    for spec in specs {
      guard let node = spec.isRequired ? required(spec.name, of: fields) : fields[spec.name] else { continue }
      switch spec.kind {
      case .map:
        guard case .mapping(let entries) = node.content else {
          report("wrong-type", "'\(spec.name)' must be a map of task lists, not \(node.shape)", at: node.span)
          continue
        }
        for entry in entries {
          let name = "\(spec.name).\(entry.key)"
          branches.append(TaskBranch(name: name, tasks: tasks(entry.value, named: name, taken: &taken)))
        }
      case .list:
        let graph = graph(node, named: spec.name, taken: &taken)
        branches.append(TaskBranch(name: spec.name, tasks: graph.tasks))
        dependencies = graph.dependencies
      default:
        let found = tasks(node, named: spec.name, taken: &taken)
        if found.isEmpty, spec.isRequired, case .sequence = node.content {
          report("no-tasks", "the '\(spec.name)' property cannot be empty", at: node.span)
        }
        branches.append(TaskBranch(name: spec.name, tasks: found))
      }
    }
    return (branches, dependencies)
  }

  /// The tasks of a Dag, each with the ids it waits for.
  private mutating func graph(
    _ node: YAMLNode, named name: String, taken: inout [String: SourceSpan]
  ) -> (tasks: [TaskDefinition], dependencies: [String: [String]]) {
    guard case .sequence(let items) = node.content, !items.isEmpty else {
      report("no-tasks", "no task defined in '\(name)'", at: node.span)
      return ([], [:])
    }
    var tasks: [TaskDefinition] = []
    var dependencies: [String: [String]] = [:]
    var places: [String: SourceSpan] = [:]
    taskDepth += 1
    defer { taskDepth -= 1 }
    for item in items {
      guard let fields = fields(of: item, in: "a task of a Dag", known: ["task", "dependsOn"]),
        let taskNode = required("task", of: fields), let task = task(from: taskNode, taken: &taken)
      else { continue }
      tasks.append(task)
      dependencies[task.id] = self.items("dependsOn", of: fields).compactMap { text($0, named: "dependsOn") }
      places[task.id] = item.span
    }
    let known = Set(tasks.map(\.id))
    for task in tasks {
      guard let span = places[task.id] else { continue }
      for id in dependencies[task.id] ?? [] where !known.contains(id) {
        report("unknown-task", "not existing task id in dependency: \(id.excerpt)", at: span)
      }
    }
    let cyclic = cycle(among: tasks.map(\.id), dependencies)
    if !cyclic.isEmpty {
      report("task-cycle", "cyclic dependency detected: \(cyclic.joined(separator: ", "))", at: node.span)
    }
    return (tasks, dependencies)
  }

  /// The ids that can never start, because they wait for each other.
  private func cycle(among ids: [String], _ dependencies: [String: [String]]) -> [String] {
    let known = Set(ids)
    var done: Set<String> = []
    var rest = ids
    while true {
      let free = rest.filter { id in (dependencies[id] ?? []).allSatisfy { done.contains($0) || !known.contains($0) } }
      guard !free.isEmpty else { return rest }
      done.formUnion(free)
      rest.removeAll { done.contains($0) }
    }
  }
}

extension PropertyKind {
  /// Whether its value is tasks, or a structure of tasks.
  package var holdsTasks: Bool {
    switch self {
    case .tasks: true
    case .map(let element), .list(let element): element.holdsTasks
    case .object(let specs): specs.contains { $0.kind.holdsTasks }
    case .string, .integer, .number, .boolean, .duration, .enumeration, .variants, .either, .any, .typed: false
    }
  }
}

extension TaskSchema {
  /// Whether its tasks hold other tasks.
  public var isFlowable: Bool { properties.contains { $0.kind.holdsTasks } }
}
