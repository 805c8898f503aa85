import Pebble
import Testing

@testable import FlowHTTP

@Suite("Hostile servers")
struct HostileServerTests {
  @Test(
    "fail the task and never the process",
    arguments: [
      ("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nab", "is incomplete"),
      ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", "incomplete"),
      ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nab\r\n", "incomplete"),
      ("", "failed to respond"),
      ("garbage\r\n\r\n", "no valid HTTP response"),
      ("HTTP/1.1 000 X\r\n\r\n", "HTTP response"),
      ("HTTP/1.1 099 X\r\nContent-Length: 0\r\n\r\n", "HTTP response"),
      ("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope", "compressed body is broken"),
      ("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n", ""),
    ])
  func malformed(_ answer: String, _ reason: String) async {
    let server = ScriptedServer { _ in .text(answer) }
    let failure = await TaskRunner().failure(["uri": .string(server.uri())])
    #expect(failure?.contains(reason) == true, "\(failure ?? "no failure")")
  }

  @Test("cannot make a POST arrive twice")
  func onePOST() async {
    let server = ScriptedServer { _ in .text("") }
    let keeping = ScriptedServer { $0.path == "/warm" ? .answer("200 OK", [], "", .keep) : .text("") }
    for server in [server, keeping] {
      let runner = TaskRunner()
      _ = await runner.failure(["uri": .string(server.uri("/warm")), "method": .string("POST")])
      let failure = await runner.failure(["uri": .string(server.uri("/post")), "method": .string("POST")])
      #expect(failure?.contains("failed to respond") == true)
      #expect(server.requests.filter { $0.path == "/post" }.count == 1)
    }
  }

  @Test("cannot send more than maxContentLength, counted after decompression")
  func tooLarge() async throws {
    let server = ScriptedServer { _ in .answer(body: [UInt8](repeating: 120, count: 1000)) }
    func properties(_ limit: Int) -> ValueMap {
      ["uri": .string(server.uri()), "options": .map(["maxContentLength": .int(limit)])]
    }
    let overrun = await TaskRunner().failure(properties(999))
    #expect(overrun?.contains("too large") == true, "\(overrun ?? "no failure")")
    #expect(await TaskRunner().failure(properties(1000)) == nil)
    // 100 zero bytes, as gzip makes them.
    let bomb: [UInt8] = [
      0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 2, 3, 0x63, 0x60, 0xA0, 0x3D, 0x00, 0x00, 0xA3, 0xF8, 0xC2, 0x6F, 100, 0, 0, 0,
    ]
    let packed = ScriptedServer { _ in .answer("200 OK", ["Content-Encoding: gzip"], body: bomb) }
    let failure = await TaskRunner().failure([
      "uri": .string(packed.uri()), "options": .map(["maxContentLength": .int(50)]),
    ])
    #expect(failure?.contains("too large") == true)
  }

  @Test("cannot hold a task by silence", arguments: ["", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab"])
  func silence(_ start: String) async {
    let server = ScriptedServer { _ in .text(start, .stall) }
    let failure = await TaskRunner().failure([
      "uri": .string(server.uri()),
      "options": .map(["timeout": .map(["readIdleTimeout": .string("PT0.1S")])]),
    ])
    #expect(failure?.hasPrefix("Read timed out: no byte moved") == true, "\(failure ?? "no failure")")
  }

  @Test("cannot flood the headers")
  func headerFlood() async {
    let flood =
      "HTTP/1.1 200 OK\r\n" + String(repeating: "X-Flood: " + String(repeating: "a", count: 990) + "\r\n", count: 400)
    let server = ScriptedServer { _ in .text(flood + "\r\n") }
    let failure = await TaskRunner().failure(["uri": .string(server.uri())])
    #expect(failure?.contains("headers are larger") == true || failure?.contains("incomplete") == true)
  }

  @Test("that are not there are named")
  func absent() async {
    let port: Int
    do {
      let server = ScriptedServer { _ in .answer() }
      port = server.port
    }
    let refused = await TaskRunner().failure(["uri": .string("http://127.0.0.1:\(port)/")])
    #expect(refused == "Connect to 127.0.0.1:\(port) failed: Connection refused")
    let unknown = await TaskRunner().failure(["uri": .string("http://no-such-host.invalid/")])
    #expect(unknown == "Unknown host 'no-such-host.invalid': check its spelling and the DNS")
  }

  @Test("cannot turn trailers into headers")
  func trailers() async throws {
    let answer = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\nX-Late: 1\r\n\r\n"
    let server = ScriptedServer { _ in .text(answer) }
    let outputs = try await TaskRunner().request(["uri": .string(server.uri())])
    #expect(outputs["body"] == .string("ab"))
    #expect(outputs["headers"] == .map(["transfer-encoding": .list([.string("chunked")])]))
  }
}
