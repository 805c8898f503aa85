import FlowModel
import Pebble

/// Fails the execution, always or on a condition.
public struct FailTask: RunnableTask {
  public static let schema = TaskSchema(
    type: "io.kestra.plugin.core.execution.Fail", aliases: ["io.kestra.core.tasks.executions.Fail"],
    summary: "Fails the execution, always or on a condition.", properties: [condition.spec, errorMessage.spec])

  static let condition = Property<String?>(
    "condition", "Fails only when this is true: anything but false, 0, -0 and blank text. Left out, it always fails.")
  static let errorMessage = Property(
    "errorMessage", default: LabelledText("Task failure"), "The message of the failure.")

  let fails: Bool
  let message: LabelledText

  public init(_ properties: RenderedProperties) throws(PropertyError) {
    fails = try properties[Self.condition].map(isTruthy) ?? true
    message = try properties[Self.errorMessage]
  }

  public func run(in context: RunContext) async throws -> Outputs {
    if fails { throw TaskFailure(message) }
    return .none
  }
}
