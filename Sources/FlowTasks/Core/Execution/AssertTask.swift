import FlowModel
import Pebble

/// Fails when a condition does not hold.
public struct AssertTask: RunnableTask {
  public static let schema = TaskSchema(
    type: "io.kestra.plugin.core.execution.Assert", summary: "Fails when one of the conditions does not hold.",
    properties: [conditions.spec, errorMessage.spec])

  static let conditions = Property<[LabelledText]>(
    "conditions", "What must be true: anything but false, 0, -0 and blank text is.")
  static let errorMessage = Property<LabelledText?>("errorMessage", "What to add to the message of the failure.")

  let conditions: [LabelledText]
  let message: LabelledText?

  public init(_ properties: RenderedProperties) throws(PropertyError) {
    conditions = try properties[Self.conditions]
    message = try properties[Self.errorMessage]
  }

  public func run(in context: RunContext) async throws -> Outputs {
    let failed = conditions.enumerated().filter { !isTruthy($0.element.revealed) }
    for (index, condition) in failed {
      context.log(.error, "Assertion \(index + 1) of \(conditions.count) failed: it gave '\(condition.masked)'")
    }
    context.metrics(Metric(.counter, "success", Double(conditions.count - failed.count)))
    context.metrics(Metric(.counter, "failed", Double(failed.count)))
    guard !failed.isEmpty else { return .none }
    let summary = "\(failed.count) assertion\(failed.count > 1 ? "s" : "") failed!"
    guard let message else { throw TaskFailure(LabelledText(summary)) }
    let full = LabelledText(revealed: summary + "\n" + message.revealed, masked: summary + "\n" + message.masked)
    throw TaskFailure(message.isSecret ? full : LabelledText(full.revealed))
  }
}
