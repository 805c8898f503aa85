import FlowModel
import FlowTasks
import Pebble

/// The variables that expressions of one execution see, by Kestra's names.
struct ExpressionScope {
  let flow: Flow
  let execution: Execution
  let variables: ValueMap
  let services: EngineServices

  /// The scope of the execution as a whole, or of one task run in it.
  func values(task: TaskDefinition? = nil, taskRun: TaskRun? = nil) -> ValueMap {
    var values: ValueMap = [
      "flow": .map(["id": .string(flow.id), "namespace": .string(flow.namespace), "revision": .int(flow.revision ?? 1)]
      ),
      "execution": .map([
        "id": .string(execution.id.text), "startDate": .instant(execution.state.startDate),
        "originalId": .string(execution.id.text), "state": .string(execution.state.current.rawValue),
      ]),
      "inputs": .map(ExpressionScope.nested(execution.inputs)),
      "outputs": .map(outputs),
      "vars": .map(variables),
      "labels": .map(ExpressionScope.nested(labels)),
      "tasks": .map(states),
      "globals": .map(services.globals),
      "envs": .map(services.environmentVariables),
    ]
    if let task { values["task"] = .map(["id": .string(task.id), "type": .string(task.type.name)]) }
    if let taskRun {
      values["taskrun"] = .map([
        "id": .string(taskRun.id.text), "startDate": .instant(taskRun.state.startDate),
        "attemptsCount": .int(max(0, taskRun.attempts.count - 1)),
      ])
    }
    return values
  }

  private var outputs: ValueMap {
    var outputs: ValueMap = [:]
    for run in execution.taskRuns where run.state.current.isTerminal && !run.outputs.isEmpty {
      outputs[run.taskID] = EncryptedValue.opened(.map(run.outputs), with: services.encryption)
    }
    return outputs
  }

  private var states: ValueMap {
    var states: ValueMap = [:]
    for run in execution.taskRuns { states[run.taskID] = .map(["state": .string(run.state.current.rawValue)]) }
    return states
  }

  private var labels: ValueMap {
    ValueMap(execution.labels.map { ($0.key, .string($0.value)) }, uniquingKeysWith: { $1 })
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
