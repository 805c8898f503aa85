import FlowModel
import Pebble

/// Lets a paused execution go on.
public struct ResumeTask: RunnableTask {
  public static let schema = TaskSchema(
    type: "io.kestra.plugin.core.execution.Resume", summary: "Lets another execution, which is paused, go on.",
    properties: [executionID.spec, namespace.spec, flowID.spec, inputs.spec])

  static let executionID = Property<String>("executionId", "The id of the paused execution.")
  static let namespace = Property<String?>("namespace", "Accepted for old flows; the id alone names the execution.")
  static let flowID = Property<String?>("flowId", "Accepted for old flows; the id alone names the execution.")
  static let inputs = Property<ValueMap?>("inputs", "What the Pause task's onResume asks for.")

  let executionID: ExecutionID
  let inputs: ValueMap

  public init(_ properties: RenderedProperties) throws(PropertyError) {
    executionID = ExecutionID(try properties[Self.executionID])
    inputs = try properties[Self.inputs] ?? [:]
  }

  public func run(in context: RunContext) async throws -> Outputs {
    Outputs([:], updates: [.resume(executionID, inputs: inputs)])
  }
}
