import FlowModel
import Pebble

/// Writes a text to the execution's log; an older form of Log.
public struct EchoTask: RunnableTask {
  public static let schema = TaskSchema(
    type: "io.kestra.plugin.core.debug.Echo", aliases: ["io.kestra.core.tasks.debugs.Echo"],
    summary: "Writes a text to the execution's log; write log.Log instead.", properties: [format.spec, level.spec])

  static let format = Property<LabelledText?>("format", "The text to write.")
  static let level = Property("level", default: LogLevel.info, "How severe the entry is.")

  let text: LabelledText?
  let level: LogLevel

  public init(_ properties: RenderedProperties) throws(PropertyError) {
    text = try properties[Self.format]
    level = try properties[Self.level]
  }

  public func run(in context: RunContext) async throws -> Outputs {
    if let text { context.log(level, text) }
    return .none
  }
}
