import FlowModel
import FlowTasks
import OrderedCollections
import Pebble

/// The variables that expressions of one execution see, by Kestra's names.
struct ExpressionScope {
  let flow: Flow
  let services: EngineServices
  let host: HostFunctions
  private let fixed: ValueMap
  private let flowVariables: ValueMap

  init(flow: Flow, execution: Execution, services: EngineServices, host: HostFunctions) {
    self.flow = flow
    self.services = services
    self.host = host
    flowVariables = flow.variables.compactMapValues(\.asWritten)
    var values: ValueMap = [
      "flow": .map([
        "id": .string(flow.id), "namespace": .string(flow.namespace), "revision": .int(execution.flowRevision),
      ]),
      "inputs": .map(ExpressionScope.nested(execution.inputs)),
      "globals": .map(services.globals),
      "envs": .map(services.environmentVariables),
    ]
    if let trigger = execution.trigger { values["trigger"] = .map(trigger.variables) }
    fixed = values
  }

  /// The scope of the execution as a whole, or of one task run in it.
  func scope(
    of execution: Execution, index: ScopeIndex, task: TaskDefinition? = nil, taskRun: TaskRun? = nil,
    errors: ErrorLog? = nil, find: (TaskRunID) -> TaskRun?
  ) -> Scope {
    var values = fixed
    values["execution"] = .map([
      "id": .string(execution.id.text), "startDate": .instant(execution.state.startDate),
      "originalId": .string(execution.originalID.text), "state": .string(execution.state.current.rawValue),
      "outputs": .map(execution.outputs),
    ])
    values["outputs"] = .map(index.outputs)
    values["tasks"] = .map(index.states)
    values["vars"] = .map(ExpressionScope.merged(flowVariables, execution.variables))
    values["labels"] = .map(
      ExpressionScope.nested(
        ValueMap(execution.labels.map { ($0.key, .string($0.value)) }, uniquingKeysWith: { $1 })))
    var functions = host.functions
    if let task { values["task"] = .map(["id": .string(task.id), "type": .string(task.type.name)]) }
    if let taskRun {
      values["taskrun"] = .map(ExpressionScope.values(of: taskRun))
      let parents = ExpressionScope.parents(of: taskRun, find: find)
      if let first = parents.first {
        values["parent"] = first
        values["parents"] = .list(parents)
      }
      let path = ScopeIndex.values(of: taskRun, find: find)
      functions["currentEachOutput"] = LoopFunctions.currentEachOutput(path: path)
    }
    if let errors {
      functions["errorLogs"] = LoopFunctions.errorLogs(errors)
      if let last = errors.entries.last { values["error"] = last }
    }
    return Scope(values, functions: functions)
  }

  private static func values(of run: TaskRun) -> ValueMap {
    var values: ValueMap = [
      "id": .string(run.id.text), "startDate": .instant(run.state.startDate),
      "attemptsCount": .int(run.attempts.isEmpty ? 0 : run.attempts.count - 1),
    ]
    if let parent = run.parentID { values["parentId"] = .string(parent.text) }
    if let value = run.value { values["value"] = .string(value) }
    if let iteration = run.iteration { values["iteration"] = .int(iteration) }
    return values
  }

  /// The runs around one that have a value or outputs, nearest first.
  private static func parents(of run: TaskRun, find: (TaskRunID) -> TaskRun?) -> [Value] {
    var parents: [Value] = []
    var next = run.parentID.flatMap(find)
    while let current = next {
      if current.value != nil || !current.outputs.isEmpty {
        var taskrun: ValueMap = [:]
        if let value = current.value { taskrun["value"] = .string(value) }
        if let iteration = current.iteration { taskrun["iteration"] = .int(iteration) }
        parents.append(.map(["taskrun": .map(taskrun), "outputs": .map(current.outputs)]))
      }
      next = current.parentID.flatMap(find)
    }
    return parents
  }

  /// Maps are merged at any depth.
  private static func merged(_ base: ValueMap, _ new: ValueMap) -> ValueMap {
    base.merging(new) { old, new in
      guard case .map(let inner) = old, case .map(let added) = new else { return new }
      return .map(merged(inner, added))
    }
  }

  /// A dot in a name nests: `a.b` is read as `inputs.a.b`.
  static func nested(_ values: ValueMap) -> ValueMap {
    guard values.keys.contains(where: { $0.contains(".") }) else { return values }
    var result: ValueMap = [:]
    for (name, value) in values {
      insert(value, at: name.split(separator: ".").map(String.init)[...], into: &result)
    }
    return result
  }

  private static func insert(_ value: Value, at path: ArraySlice<String>, into map: inout ValueMap) {
    guard let first = path.first else { return }
    guard path.count > 1 else {
      map[first] = value
      return
    }
    var inner: ValueMap = [:]
    if case .map(let existing)? = map[first] { inner = existing }
    insert(value, at: path.dropFirst(), into: &inner)
    map[first] = .map(inner)
  }
}

extension DynamicValue {
  /// The value with its expressions as text: a variable is rendered where it is asked for, by `render(vars.x)`.
  var asWritten: Value? {
    switch self {
    case .literal(let value): value
    case .template(let template): .string(template.text)
    case .list(let items): .list(items.compactMap(\.asWritten))
    case .map(let entries): .map(entries.compactMapValues(\.asWritten))
    }
  }
}
