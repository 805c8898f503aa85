import Pebble
import Testing

@testable import FlowHTTP

@Suite("TLS")
struct TLSTests {
  @Test("connects to a server that the authority vouches for, and to no other; reasons are in words")
  func certificates() async throws {
    let folder = try #require(CertificateFolder())
    var options = TransportOptions()
    options.caFile = folder.path + "/ca.pem"
    let runner = TaskRunner(transport: CurlTransport(options))
    let reasons: [(TLSServer.Certificate, String?)] = [
      (.valid, nil), (.expired, "has expired"), (.wrongHost, "another host name"), (.selfSigned, "self-signed"),
    ]
    for (certificate, reason) in reasons {
      let server = try #require(TLSServer(certificate, in: folder))
      let uri = Value.string("https://127.0.0.1:\(server.port)/")
      let failure = await runner.failure(["uri": uri])
      if let reason {
        #expect(failure?.contains(reason) == true, "\(certificate): \(failure ?? "no failure")")
        func trusting(_ flag: Bool) -> ValueMap {
          ["uri": uri, "options": .map(["ssl": .map(["insecureTrustAllCertificates": .bool(flag)])])]
        }
        #expect(await runner.failure(trusting(true)) == nil)
        // What was let through once is no excuse for the next.
        #expect(await runner.failure(trusting(false))?.contains(reason) == true)
      } else {
        #expect(failure == nil)
        let unknown = await TaskRunner().failure(["uri": uri])
        #expect(unknown?.contains("issuer of the certificate is unknown") == true, "\(unknown ?? "no failure")")
      }
    }
    #expect(runner.warnings.count == 3)
  }

  @Test("does not follow a redirect from https to http with credentials")
  func downgrade() async throws {
    let plain = ScriptedServer { _ in .answer() }
    let uri = plain.uri()
    let stub = RedirectingStub(location: uri, next: CurlTransport())
    let failure = await TaskRunner(transport: stub).failure([
      "uri": .string("https://secure.example/"), "headers": .map(["Authorization": .string("Bearer x")]),
    ])
    #expect(failure?.contains("from https to http") == true)
    #expect(plain.requests.isEmpty)
  }
}

/// Answers https with a redirect, and sends the rest on.
private struct RedirectingStub: HTTPTransport {
  let location: String
  let next: CurlTransport

  func send(_ request: PreparedRequest, with terms: ExchangeTerms) async throws(HTTPTaskError) -> HTTPExchange {
    guard request.uri.origin.scheme == "https" else { return try await next.send(request, with: terms) }
    var headers = ResponseHeaders()
    headers.add("Location", location)
    return HTTPExchange(status: 302, headers: headers)
  }
}

@Suite("Proxy")
struct ProxyTests {
  private func options(_ port: Int, _ more: ValueMap = [:]) -> Value {
    var proxy: ValueMap = ["type": .string("HTTP"), "address": .string("127.0.0.1"), "port": .int(port)]
    for (name, value) in more { proxy[name] = value }
    return .map(["proxy": .map(proxy)])
  }

  @Test("gets the whole address, and its credentials only when it asks")
  func absoluteForm() async throws {
    let proxy = ScriptedServer {
      $0.header("Proxy-Authorization") == nil
        ? .answer("407 Who are you", ["Proxy-Authenticate: Basic realm=\"p\""], "", .keep) : .answer("200 OK", [], "ok")
    }
    let outputs = try await TaskRunner().request([
      "uri": .string("http://origin.invalid/x"),
      "options": options(proxy.port, ["username": .string("u"), "password": .secret(Secret(.string("p")))]),
    ])
    #expect(outputs["body"] == .string("ok"))
    #expect(proxy.requests.last?.line == "GET http://origin.invalid/x HTTP/1.1")
    #expect(proxy.requests.last?.header("Proxy-Authorization") == "Basic dTpw")
    #expect(proxy.requests.last?.header("Authorization") == nil)
  }

  @Test("that fails is named as the proxy")
  func failing() async {
    let closed = TLSServer.freePort()
    let refused = await TaskRunner().failure(["uri": .string("http://h.invalid/"), "options": options(closed)])
    #expect(refused == "The proxy failed: connect to 127.0.0.1:\(closed) failed: Connection refused")
    let server = ScriptedServer { _ in .answer("502 Bad", [], "<html>") }
    let tunnel = await TaskRunner().failure(["uri": .string("https://h.invalid/"), "options": options(server.port)])
    #expect(tunnel?.hasPrefix("The proxy failed: ") == true, "\(tunnel ?? "no failure")")
    #expect(server.requests.first?.line == "CONNECT h.invalid:443 HTTP/1.1")
  }

  @Test(
    "needs a type and a port; an empty address means none",
    arguments: [
      (["address": .string("p"), "port": .int(1)], "type DIRECT is not compatible with address p"),
      (["address": .string("p"), "type": .string("HTTP")], "A proxy port is required"),
      (["address": .string("http://p"), "type": .string("HTTP"), "port": .int(1)], "host name or an IP address alone"),
      (["address": .string("")], nil),
    ] as [(ValueMap, String?)])
  func validation(_ proxy: ValueMap, _ reason: String?) async {
    let server = ScriptedServer { _ in .answer() }
    let failure = await TaskRunner().failure([
      "uri": .string(server.uri()), "options": .map(["proxy": .map(proxy)]),
    ])
    if let reason { #expect(failure?.contains(reason) == true) } else { #expect(failure == nil) }
  }
}

@Suite("Log and metrics")
struct ConversationTests {
  @Test("show the exchange without credentials")
  func log() async throws {
    let server = ScriptedServer { _ in .answer("200 OK", ["Set-Cookie: s=hidden"], "pong") }
    let runner = TaskRunner()
    _ = try await runner.request([
      "uri": .string(server.uri()), "method": .string("POST"),
      "body": .secret(Secret(.string("hunter2"), masked: "******")),
      "headers": .map(["Authorization": .string("Basic hidden"), "X-A": .string("shown")]),
      "options": .map([
        "logs": .list(["REQUEST_HEADERS", "REQUEST_BODY", "RESPONSE_HEADERS", "RESPONSE_BODY"].map(Value.string))
      ]),
    ])
    let text = runner.record.log.withLock { $0.map(\.text).joined(separator: "\n") }
    #expect(!text.contains("hidden") && !text.contains("hunter2"))
    #expect(text.contains("X-A: shown") && text.contains("pong") && text.contains("Authorization: ******"))
    let metrics = runner.record.metrics.withLock { $0 }
    #expect(
      metrics.filter { $0.kind == .counter }.map(\.name)
        == ["response.length", "request.count", "request.bytes", "response.bytes", "response.count"])
    #expect(metrics.contains { $0.kind == .timer && $0.name == "request.duration" && $0.value > 0 })
    #expect(metrics.contains { $0.name == "request.phase.duration" && $0.tags["phase"] == "wait" })
    #expect(metrics.first?.value == 4)
    #expect(metrics.first?.tags["response.code"] == "200")
  }

  @Test("digest authentication answers the server's challenge")
  func digest() async throws {
    let server = ScriptedServer {
      $0.header("Authorization") == nil
        ? .answer(
          "401 X", ["WWW-Authenticate: Digest realm=\"r\", nonce=\"n\", qop=\"auth\", algorithm=MD5"], "no", .keep)
        : .answer("200 OK", [], "in")
    }
    let outputs = try await TaskRunner().request([
      "uri": .string(server.uri("/a")), "method": .string("POST"), "body": .string("x"),
      "options": .map([
        "auth": .map(["type": .string("DIGEST"), "username": .string("u"), "password": .string("p")])
      ]),
    ])
    #expect(outputs["body"] == .string("in"))
    #expect(server.requests.last?.header("Authorization")?.hasPrefix("Digest username=\"u\"") == true)
    #expect(server.requests.last?.bodyText == "x")
  }
}
