import FlowModel
import Pebble

/// Writes messages to the execution's log.
public struct LogTask: RunnableTask {
  public static let schema = TaskSchema(
    type: "io.kestra.plugin.core.log.Log", aliases: ["io.kestra.core.tasks.log.Log"],
    summary: "Writes one or more messages to the execution's log.", properties: [message.spec, level.spec])

  static let message = Property<Messages>("message", "The text to write, or a list of texts.")
  static let level = Property("level", default: LogLevel.info, "How severe the entries are.")

  let messages: [LabelledText]
  let level: LogLevel

  public init(_ properties: RenderedProperties) throws(PropertyError) {
    messages = try properties[Self.message].texts
    level = try properties[Self.level]
  }

  public func run(in context: RunContext) async throws -> Outputs {
    for message in messages {
      context.log(level, message)
    }
    return .none
  }

  /// One text or several.
  struct Messages: PropertyConvertible {
    static var kind: PropertyKind { .either([.list(.string), .string]) }
    let texts: [LabelledText]

    init(property value: Value) throws(PropertyError) {
      if case .list = value.opened {
        texts = try [LabelledText](property: value)
      } else {
        texts = [try LabelledText(property: value)]
      }
    }

    var propertyValue: Value { .list(texts.map(\.value)) }
  }
}
