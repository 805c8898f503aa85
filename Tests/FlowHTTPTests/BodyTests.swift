import FlowStore
import FlowTasks
import Pebble
import Testing

@testable import FlowHTTP

@Suite("Bodies")
struct BodyTests {
  @Test("A32: of multipart forms keep the order, escape names and stream files with their exact length")
  func multipart() async throws {
    let server = ScriptedServer { _ in .answer() }
    let runner = TaskRunner()
    let file = try StorageURI("kestra:///company/team/data.csv")
    try runner.storage.store(Array("a,b\r\n".utf8), at: file)
    _ = try await runner.request([
      "uri": .string(server.uri()), "method": .string("POST"), "contentType": .string("multipart/form-data"),
      "headers": .map(["content-type": .string("text/plain")]),
      "formData": .map([
        "text \"1\"\r\n": .string("Jöhn"), "file": .string(file.description),
        "named": .map(["name": .string("my \"file\".txt"), "content": .string(file.description)]),
        "number": .int(5), "list": .list([.int(1), .string("x")]),
      ]),
    ])
    let request = try #require(server.requests.first)
    let type = try #require(request.header("Content-Type"))
    let boundary = try #require(type.split(separator: "boundary=").last)
    #expect(type == "multipart/form-data; boundary=\(boundary)")
    let disposition = "Content-Disposition: form-data; name="
    let expected = """
      --\(boundary)\r
      \(disposition)"text %221%22%0D%0A"\r
      Content-Type: text/plain; charset=UTF-8\r
      \r
      Jöhn\r
      --\(boundary)\r
      \(disposition)"file"; filename="data.csv"\r
      Content-Type: application/octet-stream\r
      \r
      a,b\r
      \r
      --\(boundary)\r
      \(disposition)"named"; filename="my %22file%22.txt"\r
      Content-Type: application/octet-stream\r
      \r
      a,b\r
      \r
      --\(boundary)\r
      \(disposition)"number"\r
      Content-Type: text/plain\r
      \r
      5\r
      --\(boundary)\r
      \(disposition)"list"\r
      Content-Type: text/plain\r
      \r
      [1,"x"]\r
      --\(boundary)--\r

      """
    #expect(request.bodyText == expected)
    #expect(request.header("Content-Length") == "\(expected.utf8.count)")
  }

  @Test("fail when a file of the form is not there, with nothing sent")
  func missingFile() async {
    let server = ScriptedServer { _ in .answer() }
    let failure = await TaskRunner().failure([
      "uri": .string(server.uri()), "method": .string("POST"), "contentType": .string("multipart/form-data"),
      "formData": .map(["file": .string("kestra:///none")]),
    ])
    #expect(failure?.hasPrefix("No file 'kestra:///none'") == true)
    #expect(server.requests.isEmpty)
  }

  @Test(
    "of answers are read in their charset",
    arguments: [
      ("text/plain; charset=ISO-8859-1", [0xE9], "é"), ("text/plain", [0xC3, 0xA9], "é"),
      ("text/plain", [0xEF, 0xBB, 0xBF, 0x61], "a"), ("text/plain", [0xFF, 0xFE, 0x61, 0], "a"),
      ("text/plain; charset=\"windows-1252\"", [0x80], "€"), ("text/plain; charset=utf-16be", [0, 0x61], "a"),
    ] as [(String, [UInt8], String)])
  func charsets(_ type: String, _ bytes: [UInt8], _ text: String) async throws {
    let server = ScriptedServer { _ in .answer("200 OK", ["Content-Type: \(type)"], body: bytes) }
    #expect(try await TaskRunner().request(["uri": .string(server.uri())])["body"] == .string(text))
  }

  @Test("of answers that are no text name the Download task", arguments: ["text/plain", "image/png; charset=nope"])
  func noText(_ type: String) async {
    let server = ScriptedServer { _ in .answer("200 OK", ["Content-Type: \(type)"], body: [0x89, 0x50, 0xFF, 0]) }
    let failure = await TaskRunner().failure(["uri": .string(server.uri())])
    #expect(failure?.contains("io.kestra.plugin.core.http.Download") == true)
  }

  @Test("are sent in the charset of the options")
  func requestCharset() async throws {
    let server = ScriptedServer { _ in .answer() }
    func send(_ charset: Value, _ body: String) async throws {
      _ = try await TaskRunner().request([
        "uri": .string(server.uri()), "method": .string("PUT"), "body": .string(body),
        "contentType": .string("text/plain"), "options": .map(["defaultCharset": charset]),
      ])
    }
    try await send(.string("ISO-8859-1"), "é")
    try await send(.null, "é")
    #expect(server.requests.map(\.body) == [[0xE9], [0xC3, 0xA9]])
    #expect(server.requests.map { $0.header("Content-Type") } == ["text/plain; charset=ISO-8859-1", "text/plain"])
    await #expect(throws: HTTPTaskError(.unencodable(charset: "ISO-8859-1"))) {
      try await send(.string("iso-8859-1"), "€")
    }
  }

  @Test("are absent for HEAD, 204 and 304")
  func absent() async throws {
    for (method, status) in [("HEAD", "200 OK"), ("GET", "204 No Content"), ("GET", "304 Not Modified")] {
      let server = ScriptedServer { _ in .text("HTTP/1.1 \(status)\r\nX: 1\r\n\r\n") }
      let outputs = try await TaskRunner().request(["uri": .string(server.uri()), "method": .string(method)])
      #expect(outputs["body"] == nil)
    }
  }

  @Test("are encrypted when the task says so")
  func encryption() async throws {
    let server = ScriptedServer { _ in .answer("200 OK", [], "hello") }
    let properties: ValueMap = ["uri": .string(server.uri()), "encryptBody": .bool(true)]
    #expect(await TaskRunner().failure(properties)?.contains("encryption is not configured") == true)
    #expect(server.requests.isEmpty)
    let key = EncryptionKey(bytes: [UInt8](repeating: 7, count: 32))
    let outputs = try await TaskRunner(encryption: key).request(properties)
    #expect(outputs["body"] == nil)
    guard case .map(let encrypted)? = outputs["encryptedBody"], case .string(let value)? = encrypted["value"] else {
      Issue.record("no encrypted body")
      return
    }
    #expect(encrypted["type"] == .string("io.kestra.datatype:aes_encrypted"))
    #expect(value.utf8.count == 44)
  }
}

@Suite("Download")
struct DownloadTests {
  @Test("stores the response under the name that the flow, the server or the address gives")
  func names() async throws {
    let server = ScriptedServer {
      let header =
        $0.path == "/named"
        ? ["Content-Disposition: attachment; filename=\"../a;b.txt\"; filename*=UTF-8''f%C3%A9.txt"] : []
      return .answer("200 OK", header, "data")
    }
    let folder = "kestra:///company/team/flow/executions/execution/tasks/task/run/"
    let runner = TaskRunner()
    let named = try await runner.download(["uri": .string(server.uri("/named"))])
    #expect(named["uri"] == .string(folder + "f%C3%A9.txt"))
    #expect(named["length"] == .int(4))
    #expect(try runner.contents(of: named["uri"]) == "data")
    let wished = try await runner.download(["uri": .string(server.uri("/x y")), "saveAs": .string("a/../b")])
    #expect(wished["uri"] == .string(folder + "a_.._b"))
    let plain = try await runner.download(["uri": .string(server.uri("/orders.tar.gz?x=a/b.c"))])
    guard case .string(let uri)? = plain["uri"] else { return }
    #expect(uri.hasSuffix(".gz"))
  }

  @Test("leaves nothing of a response that broke off, failed or was empty")
  func failures() async throws {
    let folder = "kestra:///company/team/flow/executions/execution/tasks/task/run/"
    for answer in [
      "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nab", "HTTP/1.1 404 X\r\n\r\nno",
      "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
    ] {
      let server = ScriptedServer { _ in .text(answer) }
      let runner = TaskRunner()
      await #expect(throws: (any Error).self) {
        try await runner.download(["uri": .string(server.uri()), "saveAs": .string("f")])
      }
      #expect(!runner.storage.exists(try StorageURI(folder + "f")))
    }
    let empty = ScriptedServer { _ in .answer() }
    let runner = TaskRunner()
    let outputs = try await runner.download(["uri": .string(empty.uri()), "failOnEmptyResponse": .bool(false)])
    #expect(outputs["length"] == .int(0))
    #expect(runner.warnings.count == 1)
  }
}
