import FlowEngine
import FlowHTTP
import FlowModel
import FlowStore
import FlowTasks
import Pebble

/// What a flow would send, as far as it can be known before it runs.
struct FlowExplanation {
  struct Property {
    let path: String
    /// With `${NAME}` for what is secret or not known yet.
    let text: String
    /// Empty for what is written in the flow.
    let origins: [ExpressionOrigin]
  }

  struct ExplainedTask {
    let id: String
    let type: String
    var properties: [Property] = []
    var curl: String?
    var variables: [ShellText.Placeholder] = []
    /// Why there is no command.
    var problem: String?
  }

  let flow: Flow
  private(set) var tasks: [ExplainedTask] = []

  init(_ flow: ValidatedFlow, inputs: ValueMap, services: EngineServices, masker: Masker) {
    self.flow = flow.flow
    var values: ValueMap = [
      "flow": .map(["id": .string(flow.flow.id), "namespace": .string(flow.flow.namespace), "revision": .int(1)]),
      "inputs": .map(inputs), "vars": .map(flow.flow.variables.compactMapValues(Self.asWritten)),
      "globals": .map(services.globals), "envs": .map(services.environmentVariables),
    ]
    values["labels"] = .map(
      ValueMap(flow.flow.labels.map { ($0.key, Self.asWritten($0.value) ?? .null) }, uniquingKeysWith: { $1 }))
    let host = HostFunctions(secrets: services.secrets, storage: services.storage, masker: masker)
    for task in flow.flow.tasks where !task.isDisabled {
      values["task"] = .map(["id": .string(task.id), "type": .string(task.type.name)])
      var reader = TaskReader(
        scope: Scope(values, functions: host.functions), environment: services.templates, inputs: inputs)
      tasks.append(reader.explain(task, registry: services.registry, masker: masker))
    }
  }

  private static func asWritten(_ value: DynamicValue) -> Value? {
    switch value {
    case .literal(let value): value
    case .template(let template): .string(template.text)
    case .list(let items): .list(items.compactMap(asWritten))
    case .map(let entries): .map(entries.compactMapValues(asWritten))
    }
  }
}
