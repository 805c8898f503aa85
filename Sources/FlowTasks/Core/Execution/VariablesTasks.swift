import FlowModel
import Pebble

/// Sets variables of the execution.
public struct SetVariablesTask: RunnableTask {
  public static let schema = TaskSchema(
    type: "io.kestra.plugin.core.execution.SetVariables",
    summary: "Sets variables of the execution, which later tasks see as vars.NAME.",
    properties: [variables.spec, overwrite.spec])

  static let variables = Property<ValueMap>("variables", "The values by name; maps are merged at any depth.")
  static let overwrite = Property(
    "overwrite", default: true, "Whether variables that are there already get the new value; if not, the task fails.")

  let update: ExecutionUpdate

  public init(_ properties: RenderedProperties) throws(PropertyError) {
    update = .setVariables(try properties[Self.variables], overwrite: try properties[Self.overwrite])
  }

  public func run(in context: RunContext) async throws -> Outputs {
    Outputs([:], updates: [update])
  }
}

/// Removes variables of the execution.
public struct UnsetVariablesTask: RunnableTask {
  public static let schema = TaskSchema(
    type: "io.kestra.plugin.core.execution.UnsetVariables", summary: "Removes variables of the execution.",
    properties: [variables.spec, ignoreMissing.spec])

  static let variables = Property<[String]>(
    "variables", "The names; a.b means the entry b of the map a.")
  static let ignoreMissing = Property(
    "ignoreMissing", default: false, "Whether a name that is not there is passed over; if not, the task fails.")

  let update: ExecutionUpdate

  public init(_ properties: RenderedProperties) throws(PropertyError) {
    update = .unsetVariables(
      try properties[Self.variables], ignoreMissing: try properties[Self.ignoreMissing])
  }

  public func run(in context: RunContext) async throws -> Outputs {
    Outputs([:], updates: [update])
  }
}
