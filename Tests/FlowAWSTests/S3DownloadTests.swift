import FlowStore
import FlowTasks
import Pebble
import Testing

@testable import FlowAWS

@Suite("S3 Download")
struct S3DownloadTests {
  private let credentials: ValueMap = [
    "accessKeyId": .string("AKID"), "secretKeyId": .string("hunter2"), "region": .string("eu-west-1"),
  ]

  private func properties(_ more: ValueMap) -> ValueMap {
    credentials.merging(more) { _, new in new }
  }

  @Test("gives out the object's file and what S3 says of it")
  func outputs() async throws {
    let transport = ScriptedTransport(
      status: 200,
      headers: [
        ("Content-Type", "text/csv"), ("ETag", "\"abc\""), ("x-amz-version-id", "v1"), ("x-amz-meta-Owner", "me"),
        ("x-amz-request-id", "1"),
      ], body: "a,b")
    let runner = S3Runner(transport: transport)
    let outputs = try await runner.run(properties(["bucket": .string("reports"), "key": .string("in/x.tar.gz")]))
    guard case .string(let uri) = outputs["uri"] else { throw CancellationError() }
    #expect(uri.hasPrefix("kestra:///company/team/flow/executions/execution/tasks/get-file/run/"))
    #expect(uri.hasSuffix(".tar.gz"))
    #expect(try runner.storage.contents(of: StorageURI(uri), limit: 3) == Array("a,b".utf8))
    var rest = outputs
    rest["uri"] = nil
    #expect(
      rest == [
        "contentLength": .int(3), "contentType": .string("text/csv"), "metadata": .map(["owner": .string("me")]),
        "eTag": .string("\"abc\""), "versionId": .string("v1"),
      ])
    #expect(runner.metrics.values.withLock { $0 } == [Metric(.counter, "file.size", 3)])
  }

  @Test("shows no secret in the request it prepares")
  func masking() async throws {
    let transport = ScriptedTransport(status: 200)
    let runner = S3Runner(transport: transport)
    _ = try await runner.run(
      properties([
        "bucket": .string("reports"), "key": .secret(Secret(.string("private-name"))),
        "sessionToken": .secret(Secret(.string("token-value"))), "versionId": .string("v/1"),
      ]))
    let request = try #require(transport.requests.withLock { $0.first })
    #expect(
      request.uri.text.revealed == "https://reports.s3.eu-west-1.amazonaws.com/private-name?versionId=v%2F1")
    var shown = "\(request)"
    dump(request, to: &shown)
    for secret in ["hunter2", "private-name", "token-value", "Signature="] { #expect(!shown.contains(secret)) }
    let names = request.headers.map(\.name)
    #expect(names == ["x-amz-content-sha256", "x-amz-date", "x-amz-security-token", "Authorization"])
    #expect(!request.followsRedirects)
  }

  @Test("takes credentials and region of the environment where the flow has none")
  func environment() async throws {
    let transport = ScriptedTransport(status: 200)
    var runner = S3Runner(transport: transport)
    let object: ValueMap = ["bucket": .string("reports"), "key": .string("k")]
    #expect(await runner.failure(object).hasPrefix("No AWS region"))
    runner.environment["AWS_REGION"] = "eu-north-1"
    #expect(await runner.failure(object).hasPrefix("No AWS credentials"))
    runner.environment["AWS_ACCESS_KEY_ID"] = "AKENV"
    runner.environment["AWS_SECRET_ACCESS_KEY"] = "s"
    runner.environment["AWS_SESSION_TOKEN"] = "t"
    _ = try await runner.run(object)
    let request = try #require(transport.requests.withLock { $0.first })
    let authorization = request.headers.first { $0.name == "Authorization" }?.value.revealed ?? ""
    #expect(authorization.contains("Credential=AKENV/") && authorization.contains("/eu-north-1/s3/aws4_request"))
    #expect(authorization.contains("x-amz-security-token"))
  }

  @Test(
    "says which properties do not fit",
    arguments: [
      (["forcePathStyle": Value.bool(true)], "'forcePathStyle' must be used in conjunction with 'compatibilityMode'"),
      (["stsRoleArn": .string("arn")], "The property 'stsRoleArn' is not supported yet"),
      (["prefix": .string("a/")], "The property 'prefix' is not supported yet"),
      (["regexp": .string(".*")], "The property 'regexp' is not supported yet"),
      (["validateChecksum": .bool(true)], "The property 'validateChecksum' is not supported yet"),
      (["key": .string("")], "No object to download: set 'key'"),
      (["secretKeyId": .string("")], "The credentials are incomplete: 'secretKeyId'"),
      (["bucket": .string("a/b")], "'a/b' cannot be the name of a bucket"),
      (["region": .string("evil.example/")], "The region is not a valid one"),
      (
        ["endpointOverride": .string("http://169.254.169.254")],
        "Invalid value for property 'endpointOverride': link-local"
      ),
      (["endpointOverride": .string("http://user:pw@host")], "Invalid value for property 'endpointOverride'"),
      (["endpointOverride": .string("s3.example.com")], "Invalid value for property 'endpointOverride'"),
    ] as [(ValueMap, String)])
  func invalid(change: ValueMap, expected: String) async {
    let runner = S3Runner(transport: ScriptedTransport(status: 200))
    let base = properties(["bucket": .string("reports"), "key": .string("k")])
    #expect(await runner.failure(base.merging(change) { _, new in new }).hasPrefix(expected))
  }

  @Test(
    "finds where a bucket is",
    arguments: [
      ("reports", nil, false, "https://reports.s3.eu-west-1.amazonaws.com/a%20b/c"),
      ("reports", nil, true, "https://s3.eu-west-1.amazonaws.com/reports/a%20b/c"),
      ("re.ports", nil, false, "https://s3.eu-west-1.amazonaws.com/re.ports/a%20b/c"),
      ("reports", "http://minio:9000/", false, "http://reports.minio:9000/a%20b/c"),
      ("reports", "https://S3.example.com:443/base/", true, "https://s3.example.com/base/reports/a%20b/c"),
      ("reports", "http://127.0.0.1:9000", false, "http://127.0.0.1:9000/reports/a%20b/c"),
      ("reports", "http://[::1]:9000", false, "http://[::1]:9000/reports/a%20b/c"),
    ] as [(String, String?, Bool, String)])
  func endpoints(bucket: String, override: String?, usesPathStyle: Bool, expected: String) throws {
    let endpoint = try S3Endpoint(
      bucket: LabelledText(bucket), region: "eu-west-1", override: override, usesPathStyle: usesPathStyle)
    #expect("\(endpoint.scheme)://\(endpoint.host)\(endpoint.path(ofKey: "a b/c"))" == expected)
  }

  @Test(
    "tells S3's errors in words and leaves no file",
    arguments: [
      (
        403, "<Error><Code>AccessDenied</Code><Message>Access &amp; Denied</Message></Error>",
        "S3 denies access to the object 'k' of bucket 'reports' (status 403, AccessDenied: Access & Denied): check"
      ),
      (
        404, "<Error><Code>NoSuchKey</Code><Message>No\u{1B}[31m</Message></Error>",
        "S3 does not find the object 'k' of bucket 'reports' (status 404, NoSuchKey: No [31m): check"
      ),
      (301, "", "The bucket 'reports' is in another region: set 'region' to 'us-west-2'"),
      (503, "<html>", "S3 did not give the object 'k' of bucket 'reports' (status 503)"),
    ])
  func errors(status: Int, body: String, expected: String) async {
    let transport = ScriptedTransport(status: status, headers: [("x-amz-bucket-region", "us-west-2")], body: body)
    let runner = S3Runner(transport: transport)
    let failure = await runner.failure(properties(["bucket": .string("reports"), "key": .string("k")]))
    #expect(failure.hasPrefix(expected), "\(failure)")
    #expect(runner.metrics.values.withLock { $0.isEmpty })
  }

  @Test("a huge answer that is no document is not searched without end")
  func hugeError() {
    let answer = S3ErrorAnswer(status: 500, body: [UInt8](repeating: UInt8(ascii: "<"), count: 1_000_000))
    #expect(answer.description == "status 500")
  }
}
