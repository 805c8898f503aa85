import Pebble
import Testing

@testable import FlowHTTP

@Suite("Request")
struct RequestTests {
  @Test("leaves code, headers, body and uri as outputs")
  func outputs() async throws {
    let server = ScriptedServer { _ in .answer("200 OK", ["X-B: 2", "x-a: 1", "X-b: 3"], "hello") }
    let outputs = try await TaskRunner().request(["uri": .string(server.uri("/a b"))])
    #expect(outputs["code"] == .int(200))
    #expect(outputs["body"] == .string("hello"))
    #expect(outputs["uri"] == .string(server.uri("/a%20b")))
    #expect(
      outputs["headers"]
        == .map([
          "content-length": .list([.string("5")]), "x-a": .list([.string("1")]),
          "x-b": .list([.string("2"), .string("3")]),
        ]))
    #expect(server.requests.map(\.line) == ["GET /a%20b HTTP/1.1"])
    let head = try #require(server.requests.first)
    #expect(head.header("User-Agent") == "Apus/0.1.0")
    #expect(head.header("Accept") == nil)
    #expect(head.header("Content-Type") == "application/json")
  }

  @Test("sends a body with its exact length and charset")
  func body() async throws {
    let server = ScriptedServer { _ in .answer() }
    let outputs = try await TaskRunner().request([
      "uri": .string(server.uri()), "method": .string("POST"), "body": .string("{\"a\":\"é\"}"),
    ])
    let request = try #require(server.requests.first)
    #expect(request.bodyText == "{\"a\":\"é\"}")
    #expect(request.header("Content-Length") == "10")
    #expect(request.header("Content-Type") == "application/json; charset=UTF-8")
    #expect(request.header("Expect") == nil)
    #expect(outputs["body"] == .string(""))
  }

  @Test("fails with the response's outputs when the status is not allowed")
  func disallowedStatus() async throws {
    let server = ScriptedServer { _ in .answer("404 Not Found", [], "{\"m\":\n1}") }
    let runner = TaskRunner()
    #expect(
      await runner.failure(["uri": .string(server.uri())])
        == "Failed http request with response code '404' and body: {\"m\":\\n1}")
    let allowed = try await runner.request([
      "uri": .string(server.uri()), "options": .map(["allowFailed": .bool(true)]),
    ])
    #expect(allowed["code"] == .int(404))
  }

  @Test("lets allowedResponseCodes decide alone", arguments: [("200", false), ("404", true)])
  func allowedCodes(_ status: String, _ isAllowed: Bool) async {
    let server = ScriptedServer { _ in .answer("\(status) X") }
    let failure = await TaskRunner().failure([
      "uri": .string(server.uri()),
      "options": .map(["allowedResponseCodes": .list([.int(404)]), "allowFailed": .bool(true)]),
    ])
    #expect((failure == nil) == isAllowed)
  }

  @Test("ends at once when it is cancelled", .timeLimit(.minutes(1)))
  func cancellation() async throws {
    let (arrivals, arrived) = AsyncStream.makeStream(of: Void.self)
    let server = ScriptedServer { _ in
      arrived.yield()
      return .text("HTTP/1.1 200 OK\r\n", .stall)
    }
    let task = Swift.Task { await TaskRunner().failure(["uri": .string(server.uri())]) }
    for await _ in arrivals { break }
    task.cancel()
    #expect(await task.value == "The request was cancelled")
  }
}
