import FlowModel
import FlowTasks
import Pebble

/// Sends an HTTP request and leaves the response as outputs.
public struct RequestTask: PreparingTask {
  static let encryptBody = Property(
    "encryptBody", default: false, "Whether the response body is stored encrypted, as output encryptedBody.")
  static let idempotencyKey = Property(
    "idempotencyKey", default: false,
    "Whether to add an Idempotency-Key header: the same for every sending of one task run.")

  public static let schema = TaskSchema(
    type: "io.kestra.plugin.core.http.Request",
    aliases: ["io.kestra.plugin.fs.http.Request"],
    summary: "Sends an HTTP request and leaves the response as outputs.",
    properties: RequestProperties.specs + [encryptBody.spec, idempotencyKey.spec],
    outputs: [
      OutputSpec("uri", .string, "The address the request was sent to."),
      OutputSpec("code", .integer, "The status code of the response."),
      OutputSpec("headers", .map(.list(.string)), "The headers of the response, names in lower case."),
      OutputSpec("body", .string, "The response body as text; absent where the response has none."),
      OutputSpec("encryptedBody", .any, "The encrypted response body, with encryptBody; expressions see it decrypted."),
      OutputSpec("formData", .any, "Declared for old flows; never filled."),
      ExchangeRecord.outputSpec,
    ])

  let properties: RequestProperties
  let encryptsBody: Bool
  let addsIdempotencyKey: Bool
  private let transport: any HTTPTransport
  private let pacing: Pacing

  public init(
    _ properties: RenderedProperties, transport: any HTTPTransport, pacing: Pacing = .system
  ) throws(PropertyError) {
    self.properties = try RequestProperties(properties)
    self.encryptsBody = try properties[Self.encryptBody]
    self.addsIdempotencyKey = try properties[Self.idempotencyKey]
    self.transport = transport
    self.pacing = pacing
  }

  public func prepared() throws(HTTPTaskError) -> PreparedRequest {
    try properties.prepared()
  }

  /// The same, with the header that says of all sendings of one task run that they are one request.
  func prepared(for identity: RunIdentity) throws(HTTPTaskError) -> PreparedRequest {
    var request = try prepared()
    if addsIdempotencyKey && !request.headers.contains(named: IdempotencyKey.header) {
      request.headers.append(try HeaderField(IdempotencyKey.header, IdempotencyKey.value(for: identity)))
    }
    return request
  }

  public func run(in context: RunContext) async throws -> Outputs {
    if encryptsBody && context.encryption == nil { throw HTTPTaskError(.notEncryptable) }
    let request = try prepared(for: context.identity)
    let conversation = Conversation(request, options: properties.options, context: context, pacing: pacing)
    return try await conversation.reporting {
      let exchange = try await conversation.run(over: transport) {
        ExchangeTerms(
          storage: context.storage, sink: .memory(limit: properties.options.contentLimit), progress: context.progress)
      }
      return try outputs(of: exchange, for: request, in: context)
    }
  }

  private func outputs(
    of exchange: HTTPExchange, for request: PreparedRequest, in context: RunContext
  ) throws -> Outputs {
    var values: ValueMap = [
      "uri": request.uri.text.value,
      "code": .int(exchange.status),
      "headers": exchange.headers.value,
    ]
    let hasBody = request.method != "HEAD" && exchange.status != 204 && exchange.status != 304
    let contentType = exchange.headers["content-type"].last
    guard properties.options.acceptance.allows(exchange.status) else {
      let text =
        hasBody
        ? try? ResponseText.decode(exchange.body, contentType: contentType, charset: properties.options.charset) : nil
      if let text, !encryptsBody { values["body"] = .string(text) }
      throw TaskFailure(
        Conversation.failure(exchange.status, body: encryptsBody ? nil : text), outputs: Outputs(values))
    }
    if hasBody {
      let text = try ResponseText.decode(exchange.body, contentType: contentType, charset: properties.options.charset)
      if encryptsBody, let key = context.encryption {
        values["encryptedBody"] = try EncryptedValue.seal(text, with: key)
      } else {
        values["body"] = .string(text)
      }
    }
    return Outputs(values)
  }
}
