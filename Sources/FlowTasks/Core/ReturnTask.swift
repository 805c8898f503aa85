import FlowModel
import Pebble

/// Renders a text and leaves it as an output, for trying expressions out.
public struct ReturnTask: RunnableTask {
  public static let schema = TaskSchema(
    type: "io.kestra.plugin.core.debug.Return", aliases: ["io.kestra.core.tasks.debugs.Return"],
    summary: "Renders a text and leaves it as an output.", properties: [format.spec],
    outputs: [OutputSpec("value", .string, "The rendered text.")])

  static let format = Property<LabelledText?>("format", "The text to render.")

  let text: LabelledText?

  public init(_ properties: RenderedProperties) throws(PropertyError) {
    text = try properties[Self.format]
  }

  public func run(in context: RunContext) async throws -> Outputs {
    guard let text else { return .none }
    context.log(.debug, text)
    context.metrics(Metric(.counter, "length", Double(text.revealed.utf16.count)))
    return Outputs(["value": text.value])
  }
}
