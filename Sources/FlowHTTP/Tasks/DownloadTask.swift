import FlowModel
import FlowStore
import FlowTasks
import Pebble

/// Downloads a file over HTTP to internal storage.
public struct DownloadTask: RunnableTask {
  static let failOnEmptyResponse = Property(
    "failOnEmptyResponse", default: true, "Whether an empty response fails the task.")
  static let saveAs = Property<String?>(
    "saveAs", "The name of the stored file; left out, the server's name for it or one made from the address.")

  public static let schema = TaskSchema(
    type: "io.kestra.plugin.core.http.Download",
    aliases: ["io.kestra.plugin.fs.http.Download"],
    summary: "Downloads a file over HTTP to internal storage.",
    properties: RequestProperties.specs + [failOnEmptyResponse.spec, saveAs.spec],
    outputs: [
      OutputSpec("uri", .string, "The stored file's kestra:// address."),
      OutputSpec("code", .integer, "The status code of the response."),
      OutputSpec("length", .integer, "The size of the stored file in bytes."),
      OutputSpec("headers", .map(.list(.string)), "The headers of the response, names in lower case."),
    ])

  let properties: RequestProperties
  let failsOnEmptyResponse: Bool
  let saveAs: String?
  private let transport: any HTTPTransport

  public init(_ properties: RenderedProperties, transport: any HTTPTransport) throws(PropertyError) {
    self.properties = try RequestProperties(properties)
    self.failsOnEmptyResponse = try properties[Self.failOnEmptyResponse]
    self.saveAs = try properties[Self.saveAs]
    self.transport = transport
  }

  /// The exact request to send. Equal tasks prepare equal requests; nothing is opened or sent yet.
  public func prepared() throws(HTTPTaskError) -> PreparedRequest {
    try properties.prepared()
  }

  public func run(in context: RunContext) async throws -> Outputs {
    let request = try prepared()
    let conversation = Conversation(request, options: properties.options, context: context)
    // The final name is known only with the answer's headers, so the writer is made by the sink when they are there.
    let file = DownloadedFile(saveAs: saveAs, request: request, context: context)
    defer { file.cancel() }
    try await context.exchangeMarks.aboutToSend(isRepeatable: request.isRepeatable)
    let exchange = try await conversation.run(over: transport) {
      file.cancel()
      return ExchangeTerms(storage: context.storage, sink: .opened(file.open), progress: context.progress)
    }
    context.exchangeMarks.headersReceived()
    guard properties.options.acceptance.allows(exchange.status) else {
      let values: ValueMap = ["code": .int(exchange.status), "headers": exchange.headers.value]
      throw TaskFailure(Conversation.failure(exchange.status, body: nil), outputs: Outputs(values))
    }
    if exchange.bodyLength == 0 {
      if failsOnEmptyResponse && properties.options.acceptance != .all { throw HTTPTaskError(.emptyAnswer) }
      if !failsOnEmptyResponse { context.log(.warn, "File '\(request.uri)' is empty") }
    }
    let uri = try file.commit(exchange.headers)
    context.log(.debug, "File '\(request.uri)' downloaded with size '\(exchange.bodyLength)'")
    return Outputs([
      "uri": .string(uri.description),
      "code": .int(exchange.status),
      "length": .int(Int(exchange.bodyLength)),
      "headers": exchange.headers.value,
    ])
  }
}
