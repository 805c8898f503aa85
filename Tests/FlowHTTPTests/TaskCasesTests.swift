import FlowStore
import Pebble
import Testing

@testable import FlowHTTP

/// The cases of Documentation/http-cases.md that are decided by the tasks, not by the transport.
@Suite("Cases of the tasks")
struct TaskCasesTests {
  @Test("A02: a redirect from https to http is followed bare, with a warning, and refused with credentials")
  func downgrade() async throws {
    let plain = ScriptedServer { _ in .answer("200 OK", [], "plain") }
    let stub = DowngradingStub(location: plain.uri("/next"))
    let runner = TaskRunner(transport: stub)
    #expect(try await runner.request(["uri": .string("https://h.invalid/")])["body"] == .string("plain"))
    #expect(runner.warnings.contains { $0.contains("from https to http") })
    for more in [
      ["headers": Value.map(["X-Signed": .secret(Secret(.string("k3y")))])],
      ["body": .secret(Secret(.string("k3y"))), "method": .string("PUT")],
    ] as [ValueMap] {
      var properties: ValueMap = ["uri": .string("https://h.invalid/")]
      for (name, value) in more { properties[name] = value }
      #expect(await runner.failure(properties)?.contains("The redirect was not followed") == true)
    }
    #expect(plain.requests.count == 1)
  }

  @Test("A03: ping-pong between two addresses ends at once")
  func pingPong() async {
    let server = ScriptedServer { .redirect(302, to: $0.path == "/a" ? "/b" : "/a") }
    #expect(
      await TaskRunner().failure(["uri": .string(server.uri("/a"))]) == "Circular redirect to '\(server.uri("/b"))'")
    #expect(server.requests.count == 3)
  }

  @Test(
    "A04: schemes other than http and https open nothing, in uri and in Location",
    arguments: [
      "file:///etc/passwd", "ftp://127.0.0.1/x", "gopher://127.0.0.1/", "data://text,x", "javascript://x",
      "unix:///run/x.sock", "http+unix://%2Frun%2Fx/", "kestra:///x", "dict://127.0.0.1/",
    ])
  func schemes(_ uri: String) async {
    let failure = await TaskRunner().failure(["uri": .string(uri)])
    #expect(failure?.contains("is not supported: 'uri' and redirects take http:// and https:// only") == true)
    let server = ScriptedServer { _ in .redirect(302, to: uri) }
    let redirected = await TaskRunner().failure(["uri": .string(server.uri())])
    let isRefused = ["is not supported", "is not a valid address"].contains { redirected?.contains($0) == true }
    #expect(isRefused, "\(redirected ?? "no failure")")
    #expect(server.requests.count == 1)
  }

  @Test(
    "A06: a Location that is no address fails the task", arguments: ["http://", "http://h:99999/", "http://u:p@h/"])
  func brokenLocation(_ location: String) async {
    let server = ScriptedServer { _ in .redirect(302, to: location) }
    #expect(await TaskRunner().failure(["uri": .string(server.uri())]) != nil)
    #expect(server.requests.count == 1)
  }

  @Test(
    "A08: control characters in headers are refused before anything is sent, the value unnamed",
    arguments: ["a\r\nX-Evil: 1", "a\nb", "a\rb", "a\u{0}b", "a\u{7}b"])
  func headerInjection(_ value: String) async {
    let server = ScriptedServer { _ in .answer() }
    let inValue = await TaskRunner().failure([
      "uri": .string(server.uri()), "headers": .map(["X-A": .string(value)]),
    ])
    #expect(inValue?.contains("The value of header 'X-A' holds a control character") == true)
    #expect(inValue?.contains("Evil") == false)
    let inName = await TaskRunner().failure(["uri": .string(server.uri()), "headers": .map([value: .string("x")])])
    #expect(inName != nil)
    let inType = await TaskRunner().failure([
      "uri": .string(server.uri()), "contentType": .string(value), "body": .string("x"),
    ])
    #expect(inType != nil)
    #expect(server.requests.isEmpty)
  }

  @Test(
    "A09: an address is encoded once, its escapes kept, its fragment not sent",
    arguments: [
      ("/a b?c d", "/a%20b?c%20d"), ("/%0d%0a", "/%0d%0a"), ("/é/€?ü", "/%C3%A9/%E2%82%AC?%C3%BC"), ("/x?y#z", "/x?y"),
      ("", "/"), ("/../a/./b", "/../a/./b"), ("/a%2Fb", "/a%2Fb"),
    ])
  func addresses(_ path: String, _ sent: String) async throws {
    let server = ScriptedServer { _ in .answer() }
    _ = try await TaskRunner().request(["uri": .string(server.uri(path))])
    #expect(server.requests.first?.path == sent)
  }

  @Test(
    "A09: an address that RFC 3986 forbids is refused with its place",
    arguments: [
      ("http://h/{x}", "Illegal character in path at index 9"), ("http://h/?q=\"x\"", "Illegal character in query"),
      ("http://h/x\n", "Illegal character in path at index 10"), ("http://h/<", "Illegal character in path"),
      ("http://h/a|b", "Illegal character in path"), ("http://h/%zz", "Malformed escape pair"),
      ("http://h:99999/", "not valid"), ("http://h:0/", "not valid"), ("h/x", "Target host is not specified"),
      ("", "empty"),
      ("http://h/a\r\nb", "Illegal character in path"),
    ])
  func badAddresses(_ uri: String, _ reason: String) async {
    let failure = await TaskRunner().failure(["uri": .string(uri)])
    #expect(failure?.contains(reason) == true, "\(failure ?? "no failure")")
  }

  @Test("A09: params are put behind the query, names and values encoded, lists repeated")
  func params() async throws {
    let server = ScriptedServer { _ in .answer() }
    _ = try await TaskRunner().request([
      "uri": .string(server.uri("/?a=b+c")),
      "params": .map(["k y": .string("v+/&é"), "l": .list([.string("1"), .string("2")])]),
    ])
    #expect(server.requests.first?.path == "/?a=b+c&k%20y=v%2B%2F%26%C3%A9&l=1&l=2")
  }

  @Test("A10: framing headers are the client's own, Host may be set once")
  func framing() async throws {
    let server = ScriptedServer { _ in .answer() }
    let runner = TaskRunner()
    _ = try await runner.request([
      "uri": .string(server.uri()), "method": .string("POST"), "body": .string("abc"),
      "headers": .map([
        "Content-Length": .string("1"), "Transfer-Encoding": .string("chunked"), "Connection": .string("close"),
        "Upgrade": .string("h2c"), "Expect": .string("100-continue"), "Host": .string("inner.example"),
      ]),
    ])
    let head = try #require(server.requests.first?.head)
    #expect(server.requests.first?.bodyText == "abc")
    #expect(server.requests.first?.header("Content-Length") == "3")
    #expect(server.requests.first?.header("Host") == "inner.example")
    for name in ["Transfer-Encoding", "Upgrade", "Expect"] { #expect(!head.contains(name)) }
    #expect(head.lowercased().split(separator: "\r\n").filter { $0.hasPrefix("host:") }.count == 1)
    #expect(runner.warnings.count == 5)
    let twice = await runner.failure([
      "uri": .string(server.uri()), "headers": .map(["Host": .string("a"), "host": .string("b")]),
    ])
    #expect(twice?.contains("duplicate key: host") == true)
  }

  @Test(
    "A33: text is read by its declared charset, its mark, or defaultCharset",
    arguments: [
      ("text/plain; charset=ISO-8859-1", [0xE9], nil, "é"), ("text/plain; charset=\"utf-8\"", [0xC3, 0xA9], nil, "é"),
      ("text/plain;charset=windows-1252", [0x80], nil, "€"), ("text/plain", [0xEF, 0xBB, 0xBF, 0x61], nil, "a"),
      ("text/plain", [0xFF, 0xFE, 0x61, 0x00], nil, "a"), ("text/plain", [0xFE, 0xFF, 0x00, 0x61], nil, "a"),
      ("text/plain", [0xE9], "ISO-8859-1", "é"), ("text/plain; charset=", [0x61], nil, "a"),
      ("text/plain; charset=Shift_JIS", [0x83, 0x65], nil, "テ"), ("", [0xC3, 0xA9], nil, "é"),
      ("text/plain; charset=no-such", [0x61], nil, nil), ("text/plain", [0xE9], nil, nil),
      ("text/plain; charset=utf-8//IGNORE", [0xE9], nil, nil), ("image/png", [0x89, 0x50, 0, 0], nil, nil),
    ] as [(String, [UInt8], String?, String?)])
  func charsets(_ type: String, _ bytes: [UInt8], _ fallback: String?, _ text: String?) async throws {
    let server = ScriptedServer { _ in .answer("200 OK", ["Content-Type: \(type)"], body: bytes) }
    var properties: ValueMap = ["uri": .string(server.uri())]
    if let fallback { properties["options"] = .map(["defaultCharset": .string(fallback)]) }
    if let text {
      #expect(try await TaskRunner().request(properties)["body"] == .string(text))
    } else {
      #expect(await TaskRunner().failure(properties)?.contains("io.kestra.plugin.core.http.Download") == true)
    }
  }

  @Test("A34: a body with U+0000 is no text, one long line is")
  func oddText() async throws {
    let nul = ScriptedServer { _ in .answer("200 OK", [], "a\u{0}b") }
    #expect(await TaskRunner().failure(["uri": .string(nul.uri())])?.contains("Download") == true)
    let line = String(repeating: "x", count: 1 << 20)
    let long = ScriptedServer { _ in .answer("200 OK", [], line) }
    #expect(try await TaskRunner().request(["uri": .string(long.uri())])["body"] == .string(line))
  }

  @Test(
    "A37: user names in addresses are refused unseen, and no shape of an authority leads elsewhere",
    arguments: [
      "http://user:p%40ss@h.invalid/", "http://a@b@c.invalid/", "http://h.invalid\\@evil/", "http://h\t.invalid/",
    ])
  func authorities(_ uri: String) async {
    let failure = await TaskRunner().failure(["uri": .string(uri)])
    #expect(failure != nil && failure?.contains("p%40ss") == false)
  }

  @Test("A38: cookies of one task are not the next one's")
  func cookies() async throws {
    let server = ScriptedServer { _ in .answer("200 OK", ["Set-Cookie: a=1"]) }
    for _ in 0..<2 { _ = try await TaskRunner().request(["uri": .string(server.uri())]) }
    #expect(server.requests.allSatisfy { $0.header("Cookie") == nil })
  }

  @Test("A44: logged bodies are cut, credentials masked, and binary does no harm")
  func logs() async throws {
    let server = ScriptedServer { _ in .answer("200 OK", [], body: [UInt8](repeating: 120, count: 100_000)) }
    let runner = TaskRunner()
    _ = try await runner.request([
      "uri": .string(server.uri()), "method": .string("POST"), "body": .string("\u{1B}[31m"),
      "headers": .map(["Authorization": .string("Bearer hidden"), "Cookie": .string("s=hidden")]),
      "options": .map([
        "logs": .list(["REQUEST_HEADERS", "REQUEST_BODY", "RESPONSE_HEADERS", "RESPONSE_BODY"].map(Value.string))
      ]),
    ])
    let texts = runner.record.log.withLock { $0.map(\.text) }
    #expect(!texts.joined().contains("hidden"))
    #expect(texts.allSatisfy { $0.utf8.count <= ExchangeLog.bodyLimit + 100 })
  }

  @Test("DIGEST with SHA-256 stays with the first origin")
  func digest() async throws {
    let other = ScriptedServer { _ in
      .answer("401 X", ["WWW-Authenticate: Digest realm=\"r\", nonce=\"n\", qop=\"auth\""])
    }
    let away = other.uri()
    let server = ScriptedServer {
      $0.header("Authorization") == nil
        ? .answer(
          "401 X", ["WWW-Authenticate: Digest realm=\"r\", nonce=\"n\", qop=\"auth\", algorithm=SHA-256"], "", .keep)
        : .redirect(302, to: away)
    }
    _ = await TaskRunner().failure([
      "uri": .string(server.uri()),
      "options": .map([
        "auth": .map(["type": .string("DIGEST"), "username": .string("u"), "password": .string("p")])
      ]),
    ])
    #expect(server.requests.last?.header("Authorization")?.contains("algorithm=SHA-256") == true)
    #expect(other.requests.count == 1 && other.requests.first?.header("Authorization") == nil)
  }
}

/// Answers https with a redirect, and sends the rest on.
private struct DowngradingStub: HTTPTransport {
  let location: String

  func send(_ request: PreparedRequest, with terms: ExchangeTerms) async throws(HTTPTaskError) -> HTTPExchange {
    guard request.uri.origin.scheme == "https" else { return try await TaskRunner.transport.send(request, with: terms) }
    var headers = ResponseHeaders()
    headers.add("Location", location)
    return HTTPExchange(status: 307, headers: headers)
  }
}
