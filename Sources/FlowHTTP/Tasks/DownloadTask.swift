import FlowModel
import FlowStore
import FlowTasks
import Pebble

/// Downloads a file over HTTP to internal storage.
public struct DownloadTask: PreparingTask {
  static let failOnEmptyResponse = Property(
    "failOnEmptyResponse", default: true, "Whether an empty response fails the task.")
  static let saveAs = Property<String?>(
    "saveAs", "The name of the stored file; left out, the server's name for it or one made from the address.")
  static let checksum = Property<Checksum?>(
    "checksum", "What the file must hash to, as in sha256:9f86…; the task fails without a file when it does not.")

  public static let schema = TaskSchema(
    type: "io.kestra.plugin.core.http.Download",
    aliases: ["io.kestra.plugin.fs.http.Download"],
    summary: "Downloads a file over HTTP to internal storage.",
    properties: RequestProperties.specs + [failOnEmptyResponse.spec, saveAs.spec, checksum.spec],
    outputs: [
      OutputSpec("uri", .string, "The stored file's kestra:// address."),
      OutputSpec("code", .integer, "The status code of the response."),
      OutputSpec("length", .integer, "The size of the stored file in bytes."),
      OutputSpec("headers", .map(.list(.string)), "The headers of the response, names in lower case."),
      ExchangeRecord.outputSpec,
    ])

  let properties: RequestProperties
  let failsOnEmptyResponse: Bool
  let saveAs: String?
  let checksum: Checksum?
  private let transport: any HTTPTransport
  private let pacing: Pacing

  public init(
    _ properties: RenderedProperties, transport: any HTTPTransport, pacing: Pacing = .system
  ) throws(PropertyError) {
    self.properties = try RequestProperties(properties)
    self.failsOnEmptyResponse = try properties[Self.failOnEmptyResponse]
    self.saveAs = try properties[Self.saveAs]
    self.checksum = try properties[Self.checksum]
    self.transport = transport
    self.pacing = pacing
  }

  public func prepared() throws(HTTPTaskError) -> PreparedRequest {
    try properties.prepared()
  }

  public func run(in context: RunContext) async throws -> Outputs {
    let request = try prepared()
    let acceptance = properties.options.acceptance
    let conversation = Conversation(request, options: properties.options, context: context, pacing: pacing)
    // The final name is known only with the answer's headers, so the writer is made by the sink when they are there.
    let file = DownloadedFile(
      saveAs: saveAs, checksum: checksum, acceptance: acceptance, request: request, context: context)
    defer { file.cancel() }
    return try await conversation.reporting {
      let exchange = try await conversation.run(over: transport, adapt: file.continuing, repeats: file.mustBeginAnew) {
        let begun = file.length
        let progress = ProgressReporter { [progress = context.progress] step in
          progress(
            .init(
              bytes: step.bytes.addingReportingOverflow(step.isUpload ? 0 : begun).partialValue,
              total: step.total.map { $0.addingReportingOverflow(step.isUpload ? 0 : begun).partialValue },
              isUpload: step.isUpload))
        }
        return ExchangeTerms(storage: context.storage, sink: .opened(file.open), progress: progress)
      }
      return try outputs(of: exchange, in: file, for: request, context)
    }
  }

  private func outputs(
    of exchange: HTTPExchange, in file: DownloadedFile, for request: PreparedRequest, _ context: RunContext
  ) throws -> Outputs {
    let acceptance = properties.options.acceptance
    let isContinued = file.source != nil && (exchange.status == 206 || file.isWhole(exchange))
    guard isContinued || acceptance.allows(exchange.status) else {
      let values: ValueMap = ["code": .int(exchange.status), "headers": exchange.headers.value]
      throw TaskFailure(
        Conversation.failure(exchange.status, body: file.refusedText), outputs: Outputs(values))
    }
    if !isContinued && exchange.bodyLength == 0 {
      if failsOnEmptyResponse && acceptance != .all { throw HTTPTaskError(.emptyAnswer) }
      if !failsOnEmptyResponse { context.log(.warn, "File '\(request.uri)' is empty") }
    }
    let uri = try file.commit(exchange)
    let length = file.length
    context.log(.debug, "File '\(request.uri)' downloaded with size '\(length)'")
    // A file that came in parts has the status and headers of its first answer.
    let source = isContinued ? file.source : nil
    return Outputs([
      "uri": .string(uri.description),
      "code": .int(source?.status ?? exchange.status),
      "length": .int(Int(clamping: length)),
      "headers": (source?.headers ?? exchange.headers).value,
    ])
  }
}
