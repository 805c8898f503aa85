import Pebble
import Testing

@testable import FlowHTTP

@Suite("The wire")
struct WireTests {
  private func failure(_ answer: String, _ ending: ScriptedServer.Reply.Ending = .close) async -> String {
    let server = ScriptedServer { _ in .text(answer, ending) }
    return await TaskRunner().failure(["uri": .string(server.uri())]) ?? "none"
  }

  @Test(
    "A07: a method that is no token is refused before anything is sent",
    arguments: ["GET / HTTP/1.1\r\nX: y", "", "G T", "GÉT", String(repeating: "M", count: 10_000)])
  func method(_ method: String) async {
    let server = ScriptedServer { _ in .answer() }
    let failure = await TaskRunner().failure(["uri": .string(server.uri()), "method": .string(method)])
    #expect(failure?.contains("not a token") == true)
    #expect(server.requests.isEmpty)
  }

  @Test("A07: a method is sent as it is written")
  func verbatim() async {
    let server = ScriptedServer { _ in .answer() }
    for method in ["get", "FOO", "M-SEARCH"] {
      let failure = await TaskRunner().failure(["uri": .string(server.uri()), "method": .string(method)])
      #expect(failure == nil, "\(failure ?? "")")
      let isVerbatim = server.requests.last?.line == "\(method) / HTTP/1.1"
      #expect(isVerbatim)
    }
  }

  @Test(
    "A11: an answer that ends too early fails the task, and leaves no file",
    arguments: [
      ("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nab", ScriptedServer.Reply.Ending.close),
      ("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nab", .reset),
      ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n", .close),
      ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", .close),
    ])
  func truncated(_ answer: String, _ ending: ScriptedServer.Reply.Ending) async {
    let server = ScriptedServer { _ in .text(answer, ending) }
    let runner = TaskRunner()
    let failure = await runner.failure(["uri": .string(server.uri())])
    #expect(failure?.contains("incomplete") == true || failure?.contains("was lost") == true, "\(failure ?? "none")")
    await #expect(throws: (any Error).self) { try await runner.download(["uri": .string(server.uri())]) }
  }

  @Test(
    "A12: answers that two readers could understand differently are refused",
    arguments: [
      ("Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n", "both Content-Length and"),
      ("Content-Length: 2\r\nContent-Length: 3\r\n\r\nabc", "Content-Length"),
      ("Content-Length: +2\r\n\r\nab", "Content-Length"), ("Content-Length: 2, 2\r\n\r\nab", "Content-Length"),
      ("Content-Length: 0x2\r\n\r\nab", "Content-Length"), ("Content-Length: -2\r\n\r\nab", "Content-Length"),
      ("Content-Length: 99999999999999999999\r\n\r\nab", "Content-Length"),
      ("Transfer-Encoding: xchunked\r\n\r\n2\r\nab\r\n0\r\n\r\n", "not chunked alone"),
      ("Transfer-Encoding: gzip, chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n", "not chunked alone"),
      ("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "not chunked alone"),
      ("Transfer-Encoding: chunked\r\n identity\r\n\r\n0\r\n\r\n", "not chunked alone"),
      ("Content-Length : 2\r\n\r\nab", "header name holds a space"), ("no colon\r\n\r\nab", "header"),
      (": nameless\r\n\r\n", "header"),
      ("X-A: b\u{0}c\r\n\r\n", "header"),
    ])
  func smuggling(_ rest: String, _ reason: String) async {
    let failure = await failure("HTTP/1.1 200 OK\r\n" + rest)
    #expect(failure.contains("no valid HTTP response"), "\(failure)")
    #expect(failure.lowercased().contains(reason.lowercased()), "\(failure)")
  }

  @Test("A12: what a server sends beyond an answer is never the next task's")
  func poisoned() async throws {
    let poison = "HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nPOISONED"
    let server = ScriptedServer {
      .text("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n\($0.path.dropFirst().prefix(4))" + poison, .keep)
    }
    let runner = TaskRunner(transport: CurlTransport())
    for round in 1000..<1020 {
      let outputs = try await runner.request(["uri": .string(server.uri("/\(round)"))])
      #expect(outputs["body"] == .string("\(round)"))
    }
  }

  @Test(
    "A13: broken chunks fail the task",
    arguments: [
      "zz\r\nab\r\n0\r\n\r\n", "-2\r\nab\r\n0\r\n\r\n", "FFFFFFFFFFFFFFFFF\r\nab", "2\r\nabcd\r\n0\r\n\r\n",
      "2;" + String(repeating: "x", count: 20_000), "\r\nab",
    ])
  func chunks(_ body: String) async {
    let failure = await failure("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + body)
    #expect(failure.contains("incomplete") || failure.contains("no valid HTTP"), "\(failure)")
  }

  @Test("A13: trailers are read and dropped, a flood of them fails")
  func trailers() async throws {
    let start = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n"
    let server = ScriptedServer { _ in
      .text(start + "Content-Type: text/html\r\nX-Late: 1\r\n\r\n")
    }
    let outputs = try await TaskRunner().request(["uri": .string(server.uri())])
    #expect(outputs["body"] == .string("ab"))
    #expect(outputs["headers"] == .map(["transfer-encoding": .list([.string("chunked")])]))
    let flood = await failure(start + String(repeating: "X-Late: 1\r\n", count: 3000) + "\r\n")
    #expect(flood.contains("more than 2000 header fields"), "\(flood)")
  }

  @Test("A19: floods of headers fail with their limit; large but finite ones pass")
  func headerFloods() async {
    let ok = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n"
    func field(_ size: Int) -> String { "X-A: " + String(repeating: "a", count: size) + "\r\n" }
    #expect(await failure(ok + String(repeating: field(10), count: 300) + "\r\n") == "none")
    #expect(await failure(ok + field(90_000) + "\r\n") == "none")
    let many = await failure(ok + String(repeating: "A:\r\n", count: 100_000) + "\r\n")
    #expect(many.contains("more than 2000 header fields"), "\(many)")
    let cookies = await failure(
      ok + String(repeating: "Set-Cookie: a=" + String(repeating: "b", count: 3000) + "\r\n", count: 200) + "\r\n")
    #expect(cookies.contains("larger than 307200 bytes") || cookies.contains("headers are too large"), "\(cookies)")
    let long = await failure(ok + field(1_000_000) + "\r\n")
    #expect(long.contains("headers are larger than"), "\(long)")
  }

  @Test(
    "A20: whatever comes instead of a status line fails the task",
    arguments: [
      "HTTP/1.1 000 X\r\n\r\n", "HTTP/1.1 099 X\r\n\r\n", "HTTP/1.1 20 X\r\n\r\n", "HTTP/1.1 2000 X\r\n\r\n",
      "HTTP/1.1 -20 X\r\n\r\n", "HTTP/1.1\r\n\r\n", "HTTP/7.3 200 OK\r\n\r\n", "hello, this is HTTP/0.9",
      "\u{0}\u{1}\u{2}",
      "\r\n\r\n", "HTTP/1.1 200 OK",
    ])
  func statusLines(_ answer: String) async {
    let failure = await failure(answer)
    let isNamed = ["no valid HTTP response", "failed to respond", "incomplete", "was lost"].contains(
      where: failure.contains)
    #expect(isNamed, "\(failure)")
  }

  @Test("A21: interim answers are passed over, within a bound; 101 is refused; an unknown status is kept")
  func interim() async throws {
    let ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
    let early = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n"
    let server = ScriptedServer { _ in .text(early + ok) }
    let outputs = try await TaskRunner().request(["uri": .string(server.uri())])
    #expect(outputs["body"] == .string("ok"))
    #expect(outputs["headers"] == .map(["content-length": .list([.string("2")])]))
    let flood = await failure(String(repeating: "HTTP/1.1 102 Processing\r\n\r\n", count: 100) + ok)
    #expect(flood.contains("more than 64 interim answers"), "\(flood)")
    let switching = await failure("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n")
    #expect(switching.contains("switches protocols"), "\(switching)")
    let odd = ScriptedServer { _ in .answer("999 Odd", [], "x") }
    let kept = try await TaskRunner().request([
      "uri": .string(odd.uri()), "options": .map(["allowFailed": .bool(true)]),
    ])
    #expect(kept["code"] == .int(999))
  }

  @Test("A22: two hundred POSTs to a server that closes after each all arrive, once each")
  func closingServer() async {
    let server = ScriptedServer { _ in .answer("200 OK", [], "x", .close) }
    let runner = TaskRunner(transport: CurlTransport())
    for _ in 0..<200 {
      #expect(
        await runner.failure(["uri": .string(server.uri()), "method": .string("POST"), "body": .string("b")]) == nil)
    }
    #expect(server.requests.count == 200)
  }

  @Test("A22: GETs over a connection that the server closes are sent again, and all succeed")
  func keepAliveRace() async {
    // Every second request on a connection is read and dropped.
    let server = ScriptedServer { $0.path == "/keep" ? .answer("200 OK", [], "x", .keep) : .text("") }
    let runner = TaskRunner(transport: CurlTransport())
    for _ in 0..<20 {
      #expect(await runner.failure(["uri": .string(server.uri("/keep"))]) == nil)
    }
    let before = server.requests.count
    let dropped = await runner.failure(["uri": .string(server.uri("/drop")), "method": .string("POST")])
    #expect(dropped?.contains("failed to respond") == true)
    #expect(server.requests.count == before + 1)
    let get = await runner.failure(["uri": .string(server.uri("/drop"))])
    #expect(get?.contains("failed to respond") == true)
    #expect(server.requests.count <= before + 3, "once on the kept connection, once on a fresh one")
  }

  @Test(
    "A28: a name whose first address does not answer falls back to the next; localhost works",
    arguments: ["two.example", "localhost"])
  func fallback(_ host: String) async {
    let server = ScriptedServer { _ in .answer() }
    var options = TransportOptions()
    options.resolve = ["two.example:\(server.port):[::1],127.0.0.1"]
    let runner = TaskRunner(transport: CurlTransport(options))
    #expect(await runner.failure(["uri": .string("http://\(host):\(server.port)/")]) == nil)
  }

  @Test("A41: an early answer to an upload wins over the broken connection")
  func earlyAnswer() async throws {
    let server = ScriptedServer(answersEarly: true) { _ in .answer("413 Too large", [], "no") }
    let failure = await TaskRunner().failure([
      "uri": .string(server.uri()), "method": .string("POST"),
      "body": .string(String(repeating: "x", count: 8 << 20)),
    ])
    #expect(failure?.contains("response code '413'") == true, "\(failure ?? "none")")
  }
}
