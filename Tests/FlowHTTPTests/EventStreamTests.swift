import FlowTasks
import Pebble
import Testing

@testable import FlowHTTP

@Suite("Event streams")
struct EventStreamTests {
  private func events(_ text: String, pieces: Int) -> [StreamEvent] {
    var parser = EventStreamParser()
    var events: [StreamEvent] = []
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      events += parser.read(Array(rest.prefix(pieces)))
      rest = rest.dropFirst(pieces)
    }
    return events
  }

  @Test("are cut into events whatever pieces they come in", arguments: [1, 2, 3, 1000])
  func pieces(_ size: Int) {
    let text =
      "\u{FEFF}: hello\r\nid: 1\r\nevent: add\r\ndata:a\r\ndata: b\r\nretry: 3000\r\n\r\ndata: é\r\rid: x\n\nignored: 1\ndata\n\ndata: lost"
    let expected = [
      StreamEvent(data: "a\nb", id: "1", name: "add", comment: "hello", retry: .seconds(3)),
      StreamEvent(data: "é"), StreamEvent(data: ""),
    ]
    #expect(events(text, pieces: size) == expected)
  }

  @Test("ignore an id with NUL and a retry that is no number")
  func ignored() {
    #expect(events("id: a\u{0}\nretry: soon\ndata: x\n\n", pieces: 9) == [StreamEvent(data: "x")])
  }

  private static let stream = "data: {\"t\": \"Hel\", \"n\": [1]}\n\ndata: {\"t\": \"lo\"}\n\ndata: plain\n\n"

  private func run(_ server: ScriptedServer, _ more: ValueMap = [:], on runner: TaskRunner = TaskRunner()) async throws
    -> ValueMap
  {
    var properties: ValueMap = ["uri": .string(server.uri())]
    for (name, value) in more { properties[name] = value }
    let task = try SseRequestTask(
      RenderedProperties(properties), transport: runner.transport, pacing: runner.pacing)
    return try await task.run(in: runner.context).values
  }

  @Test("become the events of the task, JSON data as values")
  func task() async throws {
    let server = ScriptedServer { _ in .answer("200 OK", ["Content-Type: text/event-stream"], Self.stream) }
    let runner = TaskRunner()
    let outputs = try await run(server, on: runner)
    #expect(outputs["size"] == .int(3))
    guard case .list(let events)? = outputs["events"] else {
      Issue.record("\(outputs)")
      return
    }
    #expect(events.first == .map(["data": .map(["t": .string("Hel"), "n": .list([.int(1)])])]))
    #expect(events.last == .map(["data": .string("plain")]))
    #expect(outputs["result"] == nil && outputs["exchange"] != nil)
    #expect(server.requests.first?.header("Accept") == "text/event-stream")
    #expect(runner.record.metrics.withLock { $0.contains { $0.name == "size" && $0.value == 3 } })
  }

  @Test("are joined by concatJqExpression, which fails on an event without a result unless told not to")
  func concatenation() async throws {
    let server = ScriptedServer { _ in .answer("200 OK", [], Self.stream) }
    let more: ValueMap = ["concatJqExpression": .string(".data.t")]
    let failure = await TaskRunner().failing { try await run(server, more) }
    #expect(
      failure?.message.masked == "Failed to resolve JQ expression '.data.t' and value '{\"data\":\"plain\"}'")
    let outputs = try await run(
      server, ["concatJqExpression": .string(".data.t"), "failedOnMissingJq": .bool(false)])
    #expect(outputs["result"] == .string("Hello"))
    #expect(outputs["events"] == nil)
  }

  @Test("end after maxEvents though the server goes on", .timeLimit(.minutes(1)))
  func maxEvents() async throws {
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
    let server = ScriptedServer { _ in .text(head + Self.stream, .stall) }
    #expect(try await run(server, ["maxEvents": .int(2)])["size"] == .int(2))
  }

  @Test("fail on a failing status, and above maxContentLength")
  func failures() async throws {
    let failing = ScriptedServer { _ in .answer("500 X", [], "data: no\n\n") }
    let failure = await TaskRunner().failing { try await run(failing) }
    #expect(failure?.message.masked.hasPrefix("Failed http request with response code '500'") == true)
    let long = ScriptedServer { _ in .answer("200 OK", [], String(repeating: "data: 0123456789\n", count: 100)) }
    let limited = await TaskRunner().failing {
      try await run(long, ["options": .map(["maxContentLength": .int(500)])])
    }
    #expect(limited?.message.masked.contains("too large") == true)
    let empty = ScriptedServer { _ in .answer("204 No Content") }
    #expect(try await run(empty)["size"] == .int(0))
  }
}
