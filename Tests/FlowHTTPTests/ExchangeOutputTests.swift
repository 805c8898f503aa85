import Cryptography
import FlowTasks
import Pebble
import Testing

@testable import FlowHTTP

@Suite("Output exchange")
struct ExchangeOutputTests {
  private func exchange(_ values: ValueMap?) throws -> ValueMap {
    guard case .map(let exchange)? = values?["exchange"] else { throw PropertyError("no exchange") }
    return exchange
  }

  @Test("tells address, phases, bytes and redirects of what was sent")
  func redirects() async throws {
    let server = ScriptedServer { $0.path == "/" ? .redirect(302, to: "/b") : .answer("200 OK", [], "hello") }
    let last = try exchange(await TaskRunner().request(["uri": .string(server.uri())]))
    #expect(last["uri"] == .string(server.uri("/b")))
    #expect(last["code"] == .int(200))
    #expect(last["attempts"] == .int(1))
    #expect(last["protocol"] == .string("HTTP/1.1"))
    #expect(last["remoteAddress"] == .string("127.0.0.1:\(server.port)"))
    #expect(last["decodedBytes"] == .int(5))
    #expect(last["redirects"] == .list([.string(server.uri("/b"))]))
    guard case .map(let timing)? = last["timing"], case .list(let earlier)? = last["earlier"],
      case .map(let first)? = earlier.first
    else {
      Issue.record("\(last)")
      return
    }
    #expect(timing.keys.elements == ["queued", "dns", "connect", "tls", "send", "wait", "receive", "total"])
    #expect(first["code"] == .int(302) && first["uri"] == .string(server.uri("/")))
  }

  @Test("is left by a failure without an answer")
  func failure() async throws {
    let port = TLSServer.freePort()
    let runner = TaskRunner()
    let failure = await runner.failing { try await runner.request(["uri": .string("http://127.0.0.1:\(port)/")]) }
    let last = try exchange(failure?.outputs.values)
    #expect(last["error"]?.text.contains("Connection refused") == true)
    #expect(last["code"] == nil)
    let counters = runner.record.metrics.withLock { $0.filter { $0.kind == .counter }.map(\.name) }
    #expect(counters == ["request.count", "request.failures"])
  }

  @Test("keeps the labels of secrets in addresses")
  func secrets() async throws {
    let server = ScriptedServer { _ in .answer() }
    let uri = LabelledText(revealed: server.uri("/?k=hidden"), masked: server.uri("/?k=******"))
    let outputs = try await TaskRunner().request(["uri": uri.value])
    #expect(!JSON.text(of: Value.map(outputs).masked).contains("hidden"))
  }

  @Test("idempotencyKey adds the same header to every sending of a task run, unless the flow sets its own")
  func idempotencyKey() async throws {
    let server = ScriptedServer { _ in .answer("503 Later") }
    let runner = TaskRunner()
    func properties(_ headers: ValueMap = [:]) -> ValueMap {
      [
        "uri": .string(server.uri()), "method": .string("POST"), "idempotencyKey": .bool(true),
        "headers": .map(headers),
        "options": .map([
          "retry": .map(["type": .string("constant")]), "retryOnStatusCodes": .list([.int(503)]),
        ]),
      ]
    }
    _ = await runner.failure(properties())
    _ = await runner.failure(properties(["idempotency-KEY": .string("mine")]))
    let keys = server.requests.map { $0.header("Idempotency-Key") }
    #expect(keys.count == 6)
    #expect(Set(keys.prefix(3)).count == 1 && keys[0]?.utf8.count == 36)
    #expect(Set(keys.suffix(3)) == ["mine"])
  }
}
