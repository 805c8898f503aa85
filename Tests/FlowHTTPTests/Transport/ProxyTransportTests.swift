import Cryptography
import Pebble
import Testing

@testable import FlowHTTP

@Suite("Proxies")
struct ProxyTransportTests {
  private static let folder = CertificateFolder()

  private func proxy(_ type: String, _ port: Int, _ more: ValueMap = [:]) -> ValueMap {
    var proxy: ValueMap = ["type": .string(type), "address": .string("127.0.0.1"), "port": .int(port)]
    for (name, value) in more { proxy[name] = value }
    return proxy
  }

  private func login(_ password: String = "pass") -> ValueMap {
    ["username": .string("user"), "password": .secret(Secret(.string(password)))]
  }

  @Test("A29: credentials of a proxy stay at the proxy, outside the tunnel, and out of the log")
  func tunnelCredentials() async throws {
    let folder = try #require(ProxyTransportTests.folder)
    let server = try #require(TLSServer(.valid, in: folder))
    let tunnel = TunnelProxy(.connect(credentials: Base64.encode(Array("user:pass".utf8))), to: server.port)
    let runner = TaskRunner(transport: CurlTransport())
    let outputs = try await runner.request([
      "uri": .string("https://127.0.0.1:\(server.port)/"),
      "options": .map([
        "proxy": .map(proxy("HTTP", tunnel.port, login())),
        "ssl": .map(["caCertificates": .string(folder.text(of: "ca.pem"))]),
        "logs": .list(["REQUEST_HEADERS", "RESPONSE_HEADERS"].map(Value.string)),
      ]),
    ])
    #expect(outputs["code"] == .int(200))
    #expect(tunnel.asked.last?.head.contains("Proxy-Authorization: Basic dXNlcjpwYXNz\r\n") == true)
    #expect(tunnel.asked.last?.head.contains("Apus") == false, "the request's own headers stay inside")
    guard case .map(let headers)? = outputs["headers"] else { return }
    #expect(headers["x-proxy"] == nil)
    // The server's page repeats nothing of the proxy.
    if case .string(let page)? = outputs["body"] { #expect(!page.contains("dXNlcjpwYXNz")) }
    let log = runner.record.log.withLock { $0.map(\.text).joined() }
    #expect(!log.contains("dXNlcjpwYXNz") && !log.contains("Proxy-Authorization"))
  }

  @Test("A29: a plain origin never sees Proxy-Authorization, not behind a redirect either")
  func plainOrigin() async throws {
    let origin = ScriptedServer { $0.path.hasSuffix("/a") ? .redirect(302, to: "/b") : .answer() }
    let relay = ScriptedServer {
      // A real proxy removes what was meant for it.
      $0.header("Proxy-Authorization") == "Basic dXNlcjpwYXNz"
        ? .answer("200 OK", [], "through") : .answer("407 Who", ["Proxy-Authenticate: Basic realm=\"p\""], "", .keep)
    }
    var options = proxy("HTTP", relay.port, login())
    options["noProxy"] = .list([.string("127.0.0.0/8")])
    let direct = try await TaskRunner().request([
      "uri": .string(origin.uri("/a")), "options": .map(["proxy": .map(options)]),
    ])
    #expect(direct["code"] == .int(200))
    #expect(relay.requests.isEmpty)
    #expect(origin.requests.count == 2)
    #expect(origin.requests.allSatisfy { $0.header("Proxy-Authorization") == nil && $0.header("Authorization") == nil })
  }

  @Test("A30: the ways in which a proxy fails are told apart, and its page is nobody's body")
  func failures() async {
    func failure(_ uri: String, _ options: ValueMap) async -> String {
      await TaskRunner().failure(["uri": .string(uri), "options": .map(["proxy": .map(options)])]) ?? "none"
    }
    let asking = TunnelProxy(.connect(credentials: "x"), to: 1)
    let anonymous = await failure("https://h.invalid/", proxy("HTTP", asking.port))
    #expect(anonymous.contains("wants a user name and password (407)"), "\(anonymous)")
    let wrong = await failure("https://h.invalid/", proxy("HTTP", asking.port, login()))
    #expect(wrong.contains("refused the user name or password (407)"), "\(wrong)")
    let plain = ScriptedServer { _ in .answer("407 Who", ["Proxy-Authenticate: Basic realm=\"p\""], "<html>") }
    let unasked = await failure("http://h.invalid/", proxy("HTTP", plain.port))
    #expect(unasked.contains("wants a user name and password (407)"), "\(unasked)")
    let broken = ScriptedServer { _ in .answer("502 Bad", [], "<html>") }
    let gateway = await failure("https://h.invalid/", proxy("HTTP", broken.port))
    #expect(gateway.contains("answered 502 when asked for the way to h.invalid:443"), "\(gateway)")
    #expect(!gateway.contains("<html>"))
    var unknown = proxy("HTTP", 3128)
    unknown["address"] = .string("no-such-proxy.invalid")
    let nameless = await failure("http://h.invalid/", unknown)
    #expect(nameless == "The proxy failed: unknown host 'no-such-proxy.invalid:3128'", "\(nameless)")
    let closed = TLSServer.freePort()
    let refused = await failure("http://h.invalid/", proxy("HTTP", closed))
    #expect(refused == "The proxy failed: connect to 127.0.0.1:\(closed) failed: Connection refused")
    let silent = ScriptedServer { _ in .text("", .stall) }
    let hanging = await TaskRunner().failure([
      "uri": .string("https://h.invalid/"),
      "options": .map([
        "proxy": .map(proxy("HTTP", silent.port)), "timeout": .map(["connectTimeout": .string("PT0.2S")]),
      ]),
    ])
    #expect(hanging?.contains("no connection through 127.0.0.1") == true, "\(hanging ?? "no failure")")
    let babble = ScriptedServer { _ in .text("HTTP/1.1 200 OK\r\n\r\ngarbage, no TLS") }
    let garbage = await failure("https://h.invalid/", proxy("HTTP", babble.port))
    #expect(garbage.hasPrefix("TLS connection to h.invalid"), "\(garbage)")
  }

  @Test("A31: SOCKS 5 resolves names at the proxy and logs in with a password")
  func socks() async throws {
    let origin = ScriptedServer { _ in .answer("200 OK", [], "far") }
    let tunnel = TunnelProxy(.socks(username: "user", password: "pass"), to: origin.port)
    let outputs = try await TaskRunner().request([
      "uri": .string("http://known-only-there.invalid/x"),
      "options": .map(["proxy": .map(proxy("SOCKS", tunnel.port, login()))]),
    ])
    #expect(outputs["body"] == .string("far"))
    #expect(tunnel.asked.first?.addressKind == 3)
    #expect(tunnel.asked.first?.target == "known-only-there.invalid")
    #expect(origin.requests.first?.header("Proxy-Authorization") == nil)
    #expect(origin.requests.first?.line == "GET /x HTTP/1.1")
    let open = TunnelProxy(.socks(username: nil, password: nil), to: origin.port)
    for host in ["10.1.2.3", "[2001:db8::1]"] {
      let failure = await TaskRunner().failure([
        "uri": .string("http://\(host)/"), "options": .map(["proxy": .map(proxy("SOCKS", open.port))]),
      ])
      #expect(failure == nil)
    }
    #expect(open.asked.first?.target == "10.1.2.3")
  }

  @Test("A31: a SOCKS proxy that refuses says why")
  func socksRefusals() async {
    let origin = ScriptedServer { _ in .answer() }
    func failure(_ kind: TunnelProxy.Kind, _ more: ValueMap = [:]) async -> String {
      let tunnel = TunnelProxy(kind, to: origin.port)
      return await TaskRunner().failure([
        "uri": .string("http://h.invalid/"), "options": .map(["proxy": .map(proxy("SOCKS", tunnel.port, more))]),
      ]) ?? "none"
    }
    let wrong = await failure(.socks(username: "user", password: "other"), login())
    #expect(wrong.contains("refused the user name or password"), "\(wrong)")
    let anonymous = await failure(.socks(username: "user", password: "other"))
    #expect(anonymous.contains("set options.proxy.username"), "\(anonymous)")
    let refused = await failure(.socks(username: nil, password: nil, reply: 5))
    #expect(refused.contains("reports that h.invalid:80 refused the connection"), "\(refused)")
    let unreachable = await failure(.socks(username: nil, password: nil, reply: 4))
    #expect(unreachable.contains("cannot reach or does not know h.invalid:80"), "\(unreachable)")
    let closed = TLSServer.freePort()
    let gone = await TaskRunner().failure([
      "uri": .string("http://h.invalid/"), "options": .map(["proxy": .map(proxy("SOCKS", closed))]),
    ])
    #expect(gone == "The proxy failed: connect to 127.0.0.1:\(closed) failed: Connection refused")
    #expect(origin.requests.isEmpty)
  }

  @Test("A40: a tunnel that one password opened carries nobody else's requests")
  func identities() async throws {
    let folder = try #require(ProxyTransportTests.folder)
    let server = try #require(TLSServer(.valid, in: folder))
    let tunnel = TunnelProxy(.connect(credentials: Base64.encode(Array("user:pass".utf8))), to: server.port)
    let runner = TaskRunner(transport: CurlTransport())
    func failure(_ more: ValueMap) async -> String? {
      await runner.failure([
        "uri": .string("https://127.0.0.1:\(server.port)/"),
        "options": .map([
          "proxy": .map(proxy("HTTP", tunnel.port, more)),
          "ssl": .map(["caCertificates": .string(folder.text(of: "ca.pem"))]),
        ]),
      ])
    }
    for _ in 0..<2 {
      #expect(await failure(login()) == nil)
      #expect(await failure(login("other"))?.contains("407") == true)
      #expect(await failure([:])?.contains("407") == true)
    }
  }

  @Test("Proxies of the environment are used only where the configuration says so")
  func environment() async throws {
    let proxy = ScriptedServer { _ in .answer("200 OK", [], "proxied") }
    let origin = ScriptedServer { _ in .answer("200 OK", [], "direct") }
    var options = TransportOptions()
    options.environmentProxies = try EnvironmentProxies([
      "http_proxy": "http://us%65r:p%40ss@127.0.0.1:\(proxy.port)/", "HTTP_PROXY": "http://evil.invalid:1",
      "NO_PROXY": "127.0.0.1, .internal",
    ])
    let runner = TaskRunner(transport: CurlTransport(options))
    #expect(try await runner.request(["uri": .string("http://h.invalid/")])["body"] == .string("proxied"))
    #expect(try await runner.request(["uri": .string(origin.uri())])["body"] == .string("direct"))
    #expect(throws: HTTPTaskError.self) { try EnvironmentProxies(["https_proxy": "ftp://x"]) }
  }

  @Test(
    "noProxy takes names with all under them, addresses, blocks and *",
    arguments: [
      ("example.com", "www.Example.com.", true), (".example.com", "example.com", true),
      ("*.example.com", "a.example.com", true), ("example.com", "notexample.com", false),
      ("10.0.0.0/8", "10.1.2.3", true), ("10.0.0.0/8", "11.1.2.3", false), ("::1", "[::1]", true),
      ("*", "anything", true), ("", "anything", false),
    ])
  func exceptions(_ exception: String, _ host: String, _ isExcepted: Bool) {
    var proxy = ProxySettings(.http, host: "p", port: 1)
    proxy.exceptions = [exception]
    #expect(proxy.serves(host) != isExcepted)
  }
}
