import Cryptography
import Testing

@testable import FlowServer

@Suite("Who may call the server")
struct SecurityTests {
  @Test("G01: without a password every route but the open ones, in every spelling and method, answers 401 with no body")
  func closedByDefault() async throws {
    let user = try PasswordHash("admin", iterations: 10).text
    try await TestServer.run({ $0.user = .init(name: "admin", password: user) }) { server in
      let open: Set<String> = ["/ping", "/health"]
      #expect(server.table.routes.filter { $0.access == .open }.map(\.path.description).sorted() == open.sorted())
      for route in server.table.routes {
        let path = route.path.segments.reduce("") { text, segment in
          switch segment {
          case .word(let word): text + "/" + word
          case .parameter: text + "/configs"
          }
        }
        var targets = ["/configs", "/health", "/basicAuth", ".css", ";x", "/", "?/configs", "%2f", "/./"].map {
          path + $0
        }
        targets += ["/" + path, path.uppercased(), path.replacing("/main", with: "")]
        if !open.contains(path) { targets.append(path) }
        for target in targets where !open.contains(String(target.prefix { $0 != "?" })) {
          let answer = await server.send(route.method, target)
          #expect(answer.status == 401, "\(route.method) \(target)")
          #expect(answer.body.isEmpty, "\(target)")
        }
        guard !open.contains(path) else { continue }
        for method in ["HEAD", "OPTIONS", "GET", "POST", "PUT", "DELETE", "PATCH"] {
          let answer = await server.send(
            method, path, headers: ["X-HTTP-Method-Override: GET", "X-Original-URL: /ping"])
          #expect(answer.status == 401, "\(method) \(path)")
        }
      }
      #expect(await server.send("GET", "/ping").body == "pong")
    }
  }

  @Test(
    "G02: a credential that is none answers 401, never 500",
    arguments: [
      "Basic", "Basic ", "Basic !!!", "Basic YWRtaW4=", "Bearer x", "", "Basic YWRtaW46eA==",
      "Basic " + String(repeating: "A", count: 10_000),
    ])
  func badCredentials(field: String) async throws {
    let user = try PasswordHash("admin", iterations: 10).text
    try await TestServer.run({ $0.user = .init(name: "admin", password: user) }) { server in
      #expect(await server.send("GET", "/api/v1/configs", headers: ["Authorization: \(field)"]).status == 401)
    }
  }

  @Test("G02: the right credential is let in, and ten wrong ones shut the door for a while")
  func limit() async throws {
    let user = try PasswordHash("admin", iterations: 10).text
    try await TestServer.run({ $0.user = .init(name: "admin", password: user) }) { server in
      for _ in 0..<FailureLimiter.allowed {
        let answer = await server.send("GET", "/api/v1/configs", headers: [TestServer.basic("admin", "x")])
        #expect(answer.status == 401)
      }
      let refused = await server.send("GET", "/api/v1/configs", headers: [TestServer.basic("admin", "y")])
      #expect(refused.status == 429)
      #expect(refused.header("retry-after") != nil)
    }
    try await TestServer.run({ $0.user = .init(name: "admin", password: user) }) { server in
      let answer = await server.send("GET", "/api/v1/configs", headers: [TestServer.basic("admin", "admin")])
      #expect(answer.status == 200)
    }
  }

  @Test("G03: an address that others reach is refused without a user", arguments: ["0.0.0.0", "::", "192.0.2.1"])
  func openToTheNetwork(host: String) async throws {
    await #expect(throws: ServerError(.openToTheNetwork(host))) {
      try await TestServer.run({ $0.host = host }) { _ in }
    }
  }

  @Test("G07: a foreign host, a foreign origin and a cross-site request are refused")
  func foreign() async throws {
    try await TestServer.run { server in
      #expect(await server.send("GET", "/ping", host: "evil.example").status == 421)
      #expect(
        await server.raw("GET /ping HTTP/1.1\r\nHost: localhost\r\nHost: x\r\nConnection: close\r\n\r\n").status == 400)
      for field in ["Origin: http://evil.example", "Origin: null", "Sec-Fetch-Site: cross-site"] {
        let answer = await server.send("DELETE", "/api/v1/flows/a/b", headers: [field])
        #expect(answer.status == 403, "\(field)")
        #expect(answer.header("access-control-allow-origin") == nil)
      }
      #expect(
        await server.send("DELETE", "/api/v1/flows/a/b", headers: ["Origin: http://localhost"]).status == 404)
    }
  }

  @Test("G12: parts of a path that are no names answer 400 or 404", arguments: ["%2f", "..", "%00", "%zz", "%ff"])
  func pathParameters(part: String) async throws {
    try await TestServer.run { server in
      let answer = await server.send("GET", "/api/v1/executions/\(part)")
      #expect(answer.status == 400 || answer.status == 404)
    }
  }

  @Test("G13 and G14: errors have the documented shape, and every answer the fields that protect a browser")
  func headersAndShape() async throws {
    try await TestServer.run { server in
      for target in ["/ping", "/nope", "/api/v1/flows/a/b", "/openapi.json"] {
        let answer = await server.send("GET", target)
        #expect(answer.header("x-content-type-options") == "nosniff")
        #expect(answer.header("content-security-policy")?.contains("unsafe-inline") == false)
        #expect(answer.header("content-security-policy")?.contains("frame-ancestors 'none'") == true)
        #expect(answer.header("cache-control") == "no-store")
        #expect(answer.header("server") == nil)
      }
      let answer = await server.send("GET", "/api/v1/flows/a/b")
      #expect(answer.status == 404)
      #expect(answer["message"] == .string("Not Found: Flow not found"))
      #expect(answer["requestId"] != nil)
    }
  }
}
