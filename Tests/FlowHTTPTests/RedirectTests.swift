import Pebble
import Testing

@testable import FlowHTTP

@Suite("Redirects")
struct RedirectTests {
  @Test(
    "A05: keep or change the method as RFC 9110 and clients do",
    arguments: [
      (301, "POST", "GET"), (302, "POST", "GET"), (303, "POST", "GET"), (307, "POST", "POST"), (308, "POST", "POST"),
      (301, "PUT", "PUT"), (303, "PUT", "GET"), (303, "HEAD", "HEAD"), (302, "DELETE", "DELETE"),
    ])
  func methods(_ status: Int, _ method: String, _ expected: String) async throws {
    let server = ScriptedServer { $0.path == "/" ? .redirect(status, to: "/next?x=1#f") : .answer() }
    var properties: ValueMap = ["uri": .string(server.uri()), "method": .string(method)]
    if method != "HEAD" { properties["body"] = .string("payload") }
    let outputs = try await TaskRunner().request(properties)
    #expect(outputs["code"] == .int(200))
    #expect(server.requests.last?.line == "\(expected) /next?x=1 HTTP/1.1")
    let keepsBody = expected == method && method != "HEAD"
    #expect(server.requests.last?.bodyText == (keepsBody ? "payload" : ""))
    #expect((server.requests.last?.header("Content-Type") != nil) == (keepsBody || method == "HEAD"))
  }

  @Test("A01: do not carry credentials to another origin, nor back")
  func credentials() async throws {
    let first = ScriptedServer { _ in .answer() }
    let back = first.uri("/back")
    let other = ScriptedServer { _ in .redirect(302, to: back) }
    let away = other.uri()
    let start = ScriptedServer { _ in .redirect(302, to: away) }
    let runner = TaskRunner()
    _ = try await runner.request([
      "uri": .string(start.uri()),
      "headers": .map([
        "Cookie": .string("a=1"), "X-API-KEY": .string("abc"), "X-Plain": .string("yes"),
        "X-Sign": .secret(Secret(.string("hidden"))), "Host": .string("inner.example"),
      ]),
      "options": .map([
        "auth": .map(["type": .string("BASIC"), "username": .string("u"), "password": .string("p")])
      ]),
    ])
    #expect(start.requests.first?.header("Authorization") == "Basic dTpw")
    #expect(start.requests.first?.header("Host") == "inner.example")
    for request in other.requests + first.requests {
      for name in ["Authorization", "Cookie", "X-API-KEY", "X-Sign"] { #expect(request.header(name) == nil) }
      #expect(request.header("X-Plain") == "yes")
      #expect(request.header("Host")?.hasPrefix("127.0.0.1:") == true)
    }
    #expect(first.requests.count == 1)
    #expect(runner.warnings.count == 1)
  }

  @Test("A03: stop at a loop, after fifty, and at another scheme")
  func limits() async {
    let loop = ScriptedServer { _ in .redirect(302, to: "/same") }
    #expect(await TaskRunner().failure(["uri": .string(loop.uri())]) == "Circular redirect to '\(loop.uri("/same"))'")
    let endless = ScriptedServer { .redirect(302, to: $0.path + "x") }
    #expect(await TaskRunner().failure(["uri": .string(endless.uri())]) == "Maximum redirects (50) exceeded")
    #expect(endless.requests.count == 51)
    let file = ScriptedServer { _ in .redirect(302, to: "file:///etc/passwd") }
    #expect(
      await TaskRunner().failure(["uri": .string(file.uri())])
        == "The scheme 'file' is not supported: 'uri' and redirects take http:// and https:// only")
  }

  @Test("A06: are the result when they are not followed or have no Location", arguments: [300, 304, 302])
  func notFollowed(_ status: Int) async throws {
    let server = ScriptedServer { _ in .answer("\(status) X", status == 302 ? [] : ["Location: /next"]) }
    #expect(try await TaskRunner().request(["uri": .string(server.uri())])["code"] == .int(status))
    let followed = ScriptedServer { _ in .redirect(302, to: "/next") }
    let outputs = try await TaskRunner().request([
      "uri": .string(followed.uri()), "options": .map(["followRedirects": .bool(false)]),
    ])
    #expect(outputs["code"] == .int(302))
  }

  @Test("carry cookies from hop to hop and no further")
  func cookies() async throws {
    let server = ScriptedServer { $0.path == "/" ? .redirect(302, to: "/in", ["Set-Cookie: s=1; Path=/"]) : .answer() }
    _ = try await TaskRunner().request(["uri": .string(server.uri())])
    _ = try await TaskRunner().request(["uri": .string(server.uri())])
    #expect(server.requests.map { $0.header("Cookie") } == [nil, "s=1", nil, "s=1"])
  }
}
