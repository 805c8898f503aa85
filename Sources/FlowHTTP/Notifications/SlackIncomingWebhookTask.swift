import FlowModel
import FlowTasks
import Pebble

/// Sends a message to a chat through an incoming webhook: one POST of JSON.
public struct SlackIncomingWebhookTask: RunnableTask {
  public static let schema = TaskSchema(
    type: "io.kestra.plugin.notifications.slack.SlackIncomingWebhook",
    aliases: ["io.kestra.plugin.slack.notifications.SlackIncomingWebhook"],
    summary: "Sends a message through an incoming webhook of Slack, or of a chat that takes the same.",
    properties: [url.spec, payload.spec, messageText.spec, RequestProperties.options.spec])

  static let url = Property<LabelledText>("url", "The address of the webhook; best kept as a secret.")
  static let payload = Property<LabelledText?>("payload", "The message as JSON text, or as a map.")
  static let messageText = Property<LabelledText?>("messageText", "The text of the message, where there is no payload.")

  let request: RequestTask
  let payload: LabelledText

  public init(
    _ properties: RenderedProperties, transport: any HTTPTransport, pacing: Pacing = .system
  ) throws(PropertyError) {
    let url = try properties[Self.url]
    payload = try SlackIncomingWebhookTask.payload(of: properties)
    var values: ValueMap = ["uri": url.value, "method": .string("POST"), "body": payload.value]
    if let options = properties.values["options"] { values["options"] = options }
    request = try RequestTask(RenderedProperties(values), transport: transport, pacing: pacing)
  }

  public func run(in context: RunContext) async throws -> Outputs {
    context.log(.debug, payload)
    _ = try await request.run(in: context)
    return .none
  }

  private static func payload(of properties: RenderedProperties) throws(PropertyError) -> LabelledText {
    if let payload = try properties[payload] {
      guard (try? JSON.parse(payload.revealed)) != nil else {
        throw PropertyError(path: "payload", "it is not JSON; quote texts from elsewhere with the json filter")
      }
      return payload
    }
    guard let text = try properties[messageText] else {
      throw PropertyError("one of 'payload' and 'messageText' is required")
    }
    let message = JSON.text(of: .map(["text": .string(text.revealed)]))
    guard text.isSecret else { return LabelledText(message) }
    return LabelledText(revealed: message, masked: JSON.text(of: .map(["text": .string(text.masked)])))
  }
}
