import Glibc
import Testing

/// The example flows of the reference document, verbatim: what arrives is what the document promises.
@Suite("Reference flows")
struct ReferenceFlowTests {
  private static let flows = SourceFolder.path + "/Flows/"

  private func run(
    _ flow: String, hosts: [(host: String, port: Int)], arguments: [String] = [], environment: [String: String] = [:],
    prepare: (Origin) -> Void = { _ in }
  ) throws -> (output: BuiltBinary.Output, requests: [Origin.Request]) {
    let origin = try #require(Origin())
    prepare(origin)
    let output = BuiltBinary.run(
      ["run", Self.flows + flow + ".yaml", "--storage", origin.folder + "/storage"] + origin.connections(to: hosts)
        + arguments.map { $0.replacing("{folder}", with: origin.folder) }, environment: environment, in: origin.folder)
    return (output, origin.requests)
  }

  @Test("1: basic authentication and a multipart field")
  func basicAuthMultipart() throws {
    let (output, requests) = try run("01-basic-auth-multipart", hosts: [("host.docker.internal", 8080)])
    #expect(output.exitCode == 0, "\(output.stderr)")
    let request = try #require(requests.first)
    #expect(request.method == "POST")
    #expect(request.target == "/api/v1/executions/dev/inputs_demo")
    #expect(request.header("authorization") == "Basic YWRtaW46YWRtaW4=")
    #expect(request.header("host") == "host.docker.internal:8080")
    #expect(request.header("content-type")?.hasPrefix("multipart/form-data; ") == true)
    #expect(request.body.contains("name=\"user\""))
    #expect(request.body.contains("\r\n\r\nJohn Doe\r\n"))
  }

  @Test("2: a bearer token in a header, over TLS")
  func bearerToken() throws {
    let (output, requests) = try run("02-bearer-token", hosts: [("dummyjson.com", 443)])
    #expect(output.exitCode == 0, "\(output.stderr)")
    let request = try #require(requests.first)
    #expect(request.isTLS)
    #expect(request.target == "/user/me")
    #expect(request.header("authorization") == "Bearer <TOKEN>")
  }

  @Test("3: an API key in a header")
  func apiKeyHeader() throws {
    let (output, requests) = try run("03-api-key-header", hosts: [("dummyjson.com", 443)])
    #expect(output.exitCode == 0, "\(output.stderr)")
    #expect(requests.first?.header("x-api-key") == "abcde12345")
  }

  @Test("4: a secret in the query reaches the request and nothing else")
  func apiKeyQuery() throws {
    // Base64 of k3y-canary-value.
    let (output, requests) = try run(
      "04-api-key-query", hosts: [("dummyjson.com", 443)], arguments: ["--output", "json", "--log-level", "TRACE"],
      environment: ["SECRET_API_KEY": "azN5LWNhbmFyeS12YWx1ZQ=="])
    #expect(output.exitCode == 0, "\(output.stderr)")
    #expect(requests.first?.target == "/user/me?api_key=k3y-canary-value")
    #expect(!output.stdout.contains("k3y-canary-value"))
    #expect(!output.stderr.contains("k3y-canary-value"))
  }

  @Test("4: a missing secret is an error that names it, and nothing is sent")
  func missingSecret() throws {
    let (output, requests) = try run("04-api-key-query", hosts: [("dummyjson.com", 443)])
    #expect(output.exitCode == 1)
    #expect(output.stderr.contains("Cannot find secret for key 'API_KEY'."))
    #expect(requests.isEmpty)
  }

  @Test("5: all the timeouts")
  func timeouts() throws {
    let (output, requests) = try run("05-timeouts", hosts: [("reqres.in", 443)])
    #expect(output.exitCode == 0, "\(output.stderr)")
    #expect(requests.first?.target == "/api/long-request")
  }

  @Test("6: a JSON input as the body, its answer in the log")
  func jsonInput() throws {
    let (output, requests) = try run("06-json-input", hosts: [("dummyjson.com", 443)])
    #expect(output.exitCode == 0, "\(output.stderr)")
    let request = try #require(requests.first)
    #expect(request.header("content-type")?.hasPrefix("application/json") == true)
    #expect(request.body == #"{"title":"Kestra Pen"}"#)
    #expect(output.stderr.contains(#"{"id":1,"title":"Kestra Pen"}"#))
  }

  @Test("7: a url-encoded form")
  func urlEncodedForm() throws {
    let (output, requests) = try run("07-form-urlencoded", hosts: [("server.com", 443)])
    #expect(output.exitCode == 0, "\(output.stderr)")
    let request = try #require(requests.first)
    #expect(request.header("user-agent") == "kestra-io")
    #expect(request.header("content-type")?.hasPrefix("application/x-www-form-urlencoded") == true)
    #expect(request.body == "user=user&password=pass")
  }

  @Test(
    "8 and 9: a file input as a part, with its own and with a given name",
    arguments: [
      ("08-multipart-file", nil), ("09-multipart-named-file", "my-file.txt"),
    ] as [(String, String?)])
  func multipartFile(flow: String, name: String?) throws {
    let (output, requests) = try run(
      flow, hosts: [("server.com", 443)], arguments: ["--input", "file=@{folder}/upload.txt"],
      prepare: { origin in
        let file = fopen(origin.folder + "/upload.txt", "w")
        if let file { fputs("first line\nsecond line\n", file) }
        if let file { fclose(file) }
      })
    #expect(output.exitCode == 0, "\(output.stderr)")
    let request = try #require(requests.first)
    #expect(request.body.contains("name=\"user\"; filename=\"\(name ?? "")"))
    #expect(request.body.contains("\r\n\r\nfirst line\nsecond line\n\r\n"))
  }

  @Test("10: an object of S3, signed for, then a url-encoded form with its address")
  func imageFromS3() throws {
    let bucket = "my-bucket.s3.eu-central-1.amazonaws.com"
    let (output, requests) = try run(
      "10-image-upload", hosts: [(bucket, 443), ("server.com", 443)],
      environment: [
        // Base64 of AKIDEXAMPLE and wJalrXUtnFEMI.
        "SECRET_AWS_ACCESS_KEY_ID": "QUtJREVYQU1QTEU=", "SECRET_AWS_SECRET_KEY_ID": "d0phbHJYVXRuRkVNSQ==",
      ])
    #expect(output.exitCode == 0, "\(output.stderr)")
    try #require(requests.count == 2)
    #expect(requests[0].isTLS)
    #expect(requests[0].method == "GET")
    #expect(requests[0].header("host") == bucket)
    #expect(requests[0].target == "/path/to/file/my_image.jpeg")
    let authorization = try #require(requests[0].header("authorization"))
    #expect(authorization.hasPrefix("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/"))
    #expect(authorization.contains("/eu-central-1/s3/aws4_request,SignedHeaders=host;"))
    let upload = requests[1]
    #expect(upload.method == "POST")
    #expect(upload.header("user-agent") == "kestra-io")
    // Any content type but multipart/form-data makes a url-encoded form; a map goes as its Java text.
    #expect(upload.header("content-type")?.hasPrefix("application/x-www-form-urlencoded") == true)
    let field =
      "user=%7Bfile%3Dmy-image.jpeg%2C+url%3Dkestra%3A%2F%2F%2Fcompany%2Fteam%2Fhttp-upload-image%2Fexecutions"
    #expect(upload.body.hasPrefix(field))
    #expect(upload.body.hasSuffix(".jpeg%2C+metadata%3D%7Bdescription%3Dmy+favorite+image%7D%7D"))
  }

  @Test("11: a downloaded file becomes a part of a form")
  func downloadThenUpload() throws {
    let (output, requests) = try run("11-csv-upload", hosts: [("huggingface.co", 443), ("server.com", 443)])
    #expect(output.exitCode == 0, "\(output.stderr)")
    try #require(requests.count == 2)
    #expect(requests[0].method == "GET")
    #expect(requests[0].target == "/datasets/kestra/datasets/raw/main/csv/orders.csv")
    let upload = requests[1]
    #expect(upload.header("content-type")?.hasPrefix("multipart/form-data; boundary=") == true)
    #expect(upload.body.contains("name=\"url\"; filename=\""))
    #expect(upload.body.contains(".csv\"\r\nContent-Type: application/octet-stream"))
    #expect(upload.body.contains("\r\n\r\norder_id,total\n1,10\n2,20\n\r\n"))
  }

  @Test("12: a JSON body built from inputs keeps their order and types")
  func multilineJSON() throws {
    let (output, requests) = try run("12-multiline-json", hosts: [("reqres.in", 443)])
    #expect(output.exitCode == 0, "\(output.stderr)")
    #expect(
      requests.first?.body == """
        {"title":"This is the title of the request","message":"This is my long\\nmultiline message.","priority":5}

        """)
  }
}
