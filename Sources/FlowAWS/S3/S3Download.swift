import FlowHTTP
import FlowModel
import FlowStore
import FlowTasks
import Pebble

/// Downloads one object of S3, or of a service that speaks its protocol, into internal storage.
struct S3Download: RunnableTask {
  static let schema = TaskSchema(
    type: "io.kestra.plugin.aws.s3.Download", summary: "Downloads an object of S3 into internal storage.",
    properties: S3DownloadProperties.specs,
    outputs: [
      OutputSpec("uri", .string, "The file in internal storage; it keeps the extension of the key."),
      OutputSpec("contentLength", .integer, "The size of the object in bytes."),
      OutputSpec("contentType", .string, "The media type of the object."),
      OutputSpec("metadata", .map(.string), "The metadata that the owner gave the object."),
      OutputSpec("eTag", .string, "The tag of this content, in quotes as S3 gives it."),
      OutputSpec("versionId", .string, "The version, where the bucket keeps versions."),
    ])

  let properties: S3DownloadProperties
  let region: String
  let credentials: AWSCredentials
  let request: S3GetObject
  let transport: any HTTPTransport
  let now: @Sendable () -> Instant

  /// - Parameter environment: where region and credentials are looked for that the flow does not give.
  init(
    _ rendered: RenderedProperties, transport: any HTTPTransport, environment: [String: String],
    now: @escaping @Sendable () -> Instant
  ) throws {
    properties = try S3DownloadProperties(rendered)
    self.transport = transport
    self.now = now
    region = try properties.region(environment)
    credentials = try properties.credentials(environment)
    request = S3GetObject(
      endpoint: try S3Endpoint(
        bucket: properties.bucket, region: region, override: properties.endpointOverride?.revealed,
        usesPathStyle: properties.forcePathStyle),
      key: properties.key.revealed, isAddressSecret: properties.isAddressSecret, versionID: properties.versionID,
      requestPayer: properties.requestPayer,
      expectedBucketOwner: properties.expectedBucketOwner)
  }

  func run(in context: RunContext) async throws -> Outputs {
    let prepared = try request.prepared(credentials: credentials, region: region, time: SigningTime(now()))
    let identity = context.identity
    let uri = try StorageLayout.taskFile(
      namespace: identity.namespace, flowID: identity.flowID, executionID: identity.executionID,
      taskID: identity.taskID, taskRunID: identity.taskRunID,
      name: FileName.unique(extension: FileName.extensionPart(of: properties.key.revealed)))
    let file = S3ObjectFile(try context.storage.create(uri))
    // Harmless after the commit.
    defer { file.cancel() }
    let exchange = try await transport.send(
      prepared, with: ExchangeTerms(sink: .opened { _ in file }, progress: context.progress))
    guard exchange.status == 200 else { throw failure(exchange, body: file.firstBytes) }
    let outputs = outputs(exchange, uri: try file.commit(), length: file.bytesWritten)
    context.metrics(Metric(.counter, "file.size", Double(file.bytesWritten)))
    context.log(.debug, "Downloaded \(file.bytesWritten) bytes to \(uri)")
    return outputs
  }

  private func outputs(_ exchange: HTTPExchange, uri: StorageURI, length: Int64) -> Outputs {
    let headers = exchange.headers
    let prefix = "x-amz-meta-"
    var metadata: ValueMap = [:]
    for name in headers.names where name.hasPrefix(prefix) {
      metadata[String(name.dropFirst(prefix.count))] = .string(headers[name].joined(separator: ","))
    }
    var values: ValueMap = ["uri": .string(uri.description), "contentLength": .int(Int(length))]
    values["contentType"] = headers["content-type"].first.map(Value.string)
    values["metadata"] = .map(metadata)
    values["eTag"] = headers["etag"].first.map(Value.string)
    values["versionId"] = headers["x-amz-version-id"].first.map(Value.string)
    return Outputs(values)
  }

  private func failure(_ exchange: HTTPExchange, body: [UInt8]) -> AWSTaskError {
    let answer = S3ErrorAnswer(status: exchange.status, body: body)
    let bucket = properties.bucket.masked
    let object = "the object '\(properties.key.masked)' of bucket '\(bucket)'"
    let actualRegion = exchange.headers["x-amz-bucket-region"].first
    switch (exchange.status, answer.code) {
    case (300..<400, _), (_, "AuthorizationHeaderMalformed"), (_, "IllegalLocationConstraintException"):
      return AWSTaskError(.wrongRegion(bucket: bucket, region: actualRegion))
    case (401, _), (403, _): return AWSTaskError(.accessDenied(answer, object: object))
    case (404, _), (_, "NoSuchVersion"): return AWSTaskError(.notFound(answer, object: object))
    default: return AWSTaskError(.refused(answer, object: object))
    }
  }
}
