import Pebble
import Testing

@testable import FlowHTTP

@Suite("Host guard")
struct HostGuardTests {
  private func runner(allowed: [String] = [], denied: [String] = [], linkLocal: Bool = false) -> TaskRunner {
    var options = TransportOptions()
    options.hostGuard.allowed = allowed.compactMap(HostRule.init)
    options.hostGuard.denied = denied.compactMap(HostRule.init)
    options.hostGuard.deniesLinkLocal = linkLocal
    options.resolve = ["metadata.example:80:169.254.169.254", "inner.example:80:127.0.0.1"]
    return TaskRunner(transport: CurlTransport(options))
  }

  @Test(
    "A36: every spelling of an address counts as that address",
    arguments: [
      "127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0x7f.1", "127.0.1", "[::ffff:127.0.0.1]",
      "[::ffff:7f00:1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[::127.0.0.1]", "127.0.0.1.", "inner.example",
      "localhost",
    ])
  func spellings(_ host: String) async {
    let failure = await runner(denied: ["127.0.0.0/8", "::1"]).failure(["uri": .string("http://\(host)/")])
    #expect(failure?.contains("denied list (kestra.tasks.http.deniedList)") == true, "\(failure ?? "no failure")")
  }

  @Test(
    "A35: a host in full-width characters leads nowhere that the guard forbids", arguments: ["１２７.0.0.1", "127。0。0。1"])
  func fullWidth(_ host: String) async {
    let server = ScriptedServer { _ in .answer() }
    let failure = await runner(denied: ["127.0.0.0/8"]).failure(["uri": .string("http://\(host):\(server.port)/")])
    #expect(failure != nil)
    #expect(server.requests.isEmpty)
  }

  @Test(
    "A36: servers refuse link-local and metadata addresses by default",
    arguments: [
      "169.254.169.254", "2852039166", "169.254.43518", "[::ffff:169.254.169.254]", "metadata.example",
      "[fe80::1%25lo]",
      "[fd00:ec2::254]", "100.100.100.200",
    ])
  func linkLocal(_ host: String) async {
    let failure = await runner(linkLocal: true).failure(["uri": .string("http://\(host)/latest/meta-data")])
    #expect(failure?.contains("link-local or a cloud's metadata service") == true, "\(failure ?? "no failure")")
  }

  @Test("A36: the answer is the same for an open and a closed port")
  func sameAnswer() async {
    let server = ScriptedServer { _ in .answer() }
    let closed = TLSServer.freePort()
    let guarded = runner(denied: ["127.0.0.0/8"])
    let open = await guarded.failure(["uri": .string(server.uri())])
    let shut = await guarded.failure(["uri": .string("http://127.0.0.1:\(closed)/")])
    #expect(open?.replacing(":\(server.port)", with: "") == shut?.replacing(":\(closed)", with: ""))
    #expect(server.requests.isEmpty)
  }

  @Test("A36: every redirect hop is judged")
  func redirects() async {
    let inner = ScriptedServer { _ in .answer("200 OK", [], "secret") }
    let outer = ScriptedServer { _ in .redirect(302, to: "http://localhost:\(inner.port)/") }
    let byName = await runner(allowed: ["127.0.0.1"]).failure(["uri": .string(outer.uri())])
    #expect(byName?.contains("is not in the configured allowed list") == true, "\(byName ?? "no failure")")
    let byAddress = await runner(denied: ["http://127.0.0.1:\(inner.port)"]).failure(["uri": .string(outer.uri())])
    #expect(byAddress?.contains("denied list") == true, "\(byAddress ?? "no failure")")
    #expect(inner.requests.isEmpty && outer.requests.count == 2)
  }

  @Test("A36: a proxy is judged, and so is what lies behind it")
  func proxies() async {
    let proxy = ScriptedServer { _ in .answer() }
    func properties(_ host: String) -> ValueMap {
      [
        "uri": .string("http://\(host)/"),
        "options": .map([
          "proxy": .map(["type": .string("HTTP"), "address": .string("127.0.0.1"), "port": .int(proxy.port)])
        ]),
      ]
    }
    for host in ["169.254.169.254", "2852039166", "[::ffff:169.254.169.254]"] {
      let behind = await runner(linkLocal: true).failure(properties(host))
      #expect(behind?.contains("link-local") == true, "\(behind ?? "no failure")")
    }
    let resolved = await runner(denied: ["::1", "127.0.0.0/8"]).failure(properties("localhost"))
    #expect(resolved?.contains("denied list") == true)
    let itself = await runner(denied: ["127.0.0.0/8"]).failure(properties("h.invalid"))
    #expect(itself?.contains("denied list") == true)
    #expect(proxy.requests.isEmpty)
    #expect(await runner(linkLocal: true).failure(properties("h.invalid")) == nil)
  }

  @Test(
    "Entries of the lists match hosts, schemes, ports, paths and sub-domains",
    arguments: [
      ("example.com", "http://EXAMPLE.com./x", true), ("example.com", "http://www.example.com/", false),
      ("example.com", "https://example.com:8443/", true), ("https://example.com", "http://example.com/", false),
      ("https://example.com", "https://example.com/", true), ("http://example.com", "http://example.com:8080/", false),
      ("example.com:8080", "http://example.com:8080/", true), ("example.com:8080", "http://example.com/", false),
      ("*.example.com", "http://a.b.example.com/", true), ("*.example.com", "http://example.com/", false),
      ("https://*.example.com", "https://a.example.com/", true), ("example.com/api", "http://example.com/api/x", true),
      ("example.com/api", "http://example.com/other", false), ("10.0.0.0/8", "http://10.1.2.3/", true),
      ("http://10.0.0.0/8", "https://10.1.2.3/", false), ("10.0.0.1", "http://167772161/", true),
      ("[::1]:80", "http://[::1]/", true), ("example.com/api", "http://example.com/x/../api/", true),
      ("example.com/api", "http://example.com/x/%2e%2E/api/", true),
    ])
  func entries(_ entry: String, _ uri: String, _ matches: Bool) throws {
    let rule = try #require(HostRule(entry))
    #expect(rule.matches(try RequestURI(LabelledText(uri))) == matches)
  }
}
