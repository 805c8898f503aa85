import FlowStore
import FlowTasks
import Pebble
import Synchronization
import Testing

@testable import FlowHTTP

/// Fails or answers as a script says, one step for each sending.
private final class ScriptedTransport: HTTPTransport {
  enum Step: Sendable {
    case status(Int, [String: String] = [:])
    case failure(HTTPTaskError.Kind, received: Bool = false)
  }

  private let steps: Mutex<[Step]>
  let sent = Mutex<[PreparedRequest]>([])

  init(_ steps: Step...) {
    self.steps = Mutex(steps)
  }

  func send(_ request: PreparedRequest, with terms: ExchangeTerms) async throws(HTTPTaskError) -> HTTPExchange {
    sent.withLock { $0.append(request) }
    let step = steps.withLock { $0.isEmpty ? nil : $0.removeFirst() }
    switch step {
    case .status(let status, let headers):
      var fields = ResponseHeaders()
      for (name, value) in headers { fields.add(name, value) }
      return HTTPExchange(status: status, headers: fields)
    case .failure(let kind, let received):
      var error = HTTPTaskError(kind)
      error.mayHaveBeenReceived = received
      throw error
    case nil: return HTTPExchange(status: 200)
    }
  }

  var count: Int { sent.withLock { $0.count } }
}

@Suite("Retries")
struct RetryTests {
  private func properties(_ method: String = "GET", _ options: ValueMap = [:], retry: ValueMap? = nil) -> ValueMap {
    var options = options
    options["retry"] = .map(retry ?? ["type": .string("constant"), "interval": .string("PT2S")])
    return ["uri": .string("http://h.invalid/"), "method": .string(method), "options": .map(options)]
  }

  @Test(
    "send again on 502 to 504 for GET and HEAD, on listed codes for every method, and by method where it is named",
    arguments: [
      ("GET", [:], 503, 2), ("GET", [:], 500, 1), ("POST", [:], 503, 1), ("GET", [:], 404, 1),
      ("POST", ["retryOnStatusCodes": .list([.int(429)])], 429, 2),
      ("GET", ["retryOnStatusCodes": .list([.int(429)])], 503, 1),
      ("post", ["retryOnStatusCodesByMethod": .map(["POST": .list([.int(503)])])], 503, 2),
      (
        "GET",
        ["retryOnStatusCodes": .list([.int(503)]), "retryOnStatusCodesByMethod": .map(["get": .list([.int(500)])])],
        503, 1
      ),
      ("GET", ["allowFailed": .bool(true)], 503, 1),
    ] as [(String, ValueMap, Int, Int)])
  func codes(_ method: String, _ options: ValueMap, _ status: Int, _ sendings: Int) async {
    let transport = ScriptedTransport(.status(status))
    _ = await TaskRunner(transport: transport).failure(properties(method, options))
    #expect(transport.count == sendings)
  }

  @Test("never happen without a retry block", arguments: [503, 429])
  func off(_ status: Int) async {
    let transport = ScriptedTransport(.status(status, ["Retry-After": "0"]))
    _ = await TaskRunner(transport: transport).failure(["uri": .string("http://h.invalid/")])
    #expect(transport.count == 1)
  }

  @Test(
    "repeat what no server can have read for any method, and what one may have read for the methods named only",
    arguments: [
      ("POST", [:], .refused(host: "h"), false, 2), ("POST", [:], .connectTimeout(host: "h", .seconds(1)), false, 2),
      ("POST", [:], .connectionLost(host: "h", reason: "reset"), true, 1),
      ("POST", [:], .connectionLost(host: "h", reason: "reset"), false, 2),
      ("GET", [:], .noAnswer(host: "h"), true, 2), ("GET", [:], .truncated(host: "h", reason: "short"), true, 2),
      ("PUT", [:], .noAnswer(host: "h"), true, 1),
      ("PUT", ["retryableTransportFailureMethods": .list([.string("put")])], .noAnswer(host: "h"), true, 2),
      ("GET", [:], .tls(host: "h", reason: "expired"), false, 1), ("GET", [:], .unknownHost(host: "h"), false, 1),
      ("GET", [:], .malformed(host: "h", reason: "x"), true, 1), ("GET", [:], .bodyTooLarge(limit: 1), true, 1),
    ] as [(String, ValueMap, HTTPTaskError.Kind, Bool, Int)])
  func failures(
    _ method: String, _ options: ValueMap, _ kind: HTTPTaskError.Kind, _ received: Bool, _ sendings: Int
  ) async {
    let transport = ScriptedTransport(.failure(kind, received: received))
    _ = await TaskRunner(transport: transport).failure(properties(method, options))
    #expect(transport.count == sendings)
  }

  @Test(
    "wait as the flow says, and as long as Retry-After asks, in seconds or until a date",
    arguments: [
      (["type": .string("constant"), "interval": .string("PT2S")], [:], [.seconds(2), .seconds(2)]),
      (["type": .string("exponential"), "interval": .string("PT2S")], [:], [.seconds(2), .seconds(4)]),
      (
        ["type": .string("exponential"), "interval": .string("PT2S"), "maxInterval": .string("PT3S")], [:],
        [.seconds(2), .seconds(3)]
      ),
      (
        ["type": .string("random"), "minInterval": .string("PT2S"), "maxInterval": .string("PT4S")], [:],
        [.seconds(3), .seconds(3)]
      ),
      (["type": .string("constant")], ["Retry-After": "7"], [.seconds(7), .seconds(7)]),
      (
        ["type": .string("constant")], ["Retry-After": "Thu, 01 Jan 2026 00:00:30 GMT"],
        [.seconds(30), .seconds(30)]
      ),
      (["type": .string("constant")], ["Retry-After": "Thu, 01 Jan 1970 00:00:30 GMT"], [.seconds(1), .seconds(1)]),
      (["type": .string("constant")], ["Retry-After": "soon"], [.seconds(1), .seconds(1)]),
    ] as [(ValueMap, [String: String], [Duration])])
  func pauses(_ retry: ValueMap, _ headers: [String: String], _ expected: [Duration]) async throws {
    let transport = ScriptedTransport(.status(503, headers), .status(503, headers), .status(200))
    let runner = TaskRunner(transport: transport)
    let outputs = try await runner.request(properties(retry: retry))
    #expect(runner.pauses == expected)
    guard case .map(let exchange)? = outputs["exchange"] else {
      Issue.record("no exchange")
      return
    }
    #expect(exchange["attempts"] == .int(3))
    #expect(runner.warnings.count == 2)
  }

  @Test("give up at once when the server asks for more than five minutes", arguments: ["301", "99999999999999999999"])
  func longPause(_ seconds: String) async {
    let transport = ScriptedTransport(.status(503, ["Retry-After": seconds]))
    let runner = TaskRunner(transport: transport)
    #expect(await runner.failure(properties())?.contains("'503'") == true)
    #expect(transport.count == 1 && runner.pauses.isEmpty)
    #expect(runner.warnings.first?.contains("which is too long") == true)
  }

  @Test("end after maxAttempts, and begin none after maxDuration")
  func limits() async {
    let failing: ScriptedTransport.Step = .status(503)
    let five = ScriptedTransport(failing, failing, failing, failing, failing, failing)
    _ = await TaskRunner(transport: five).failure(
      properties(retry: ["type": .string("constant"), "maxAttempts": .int(5)]))
    #expect(five.count == 5)
    let short = ScriptedTransport(failing, failing)
    _ = await TaskRunner(transport: short).failure(
      properties(
        retry: ["type": .string("constant"), "interval": .string("PT10S"), "maxDuration": .string("PT5S")]))
    #expect(short.count == 1)
    #expect(
      await TaskRunner(transport: short).failure(
        properties(retry: ["type": .string("constant"), "maxAttempts": .int(0)]))?.contains("expected 1 to 100") == true
    )
  }

  @Test("can make a success a warning")
  func warning() async throws {
    let runner = TaskRunner(transport: ScriptedTransport(.status(502)))
    let retry: ValueMap = ["type": .string("constant"), "warningOnRetry": .bool(true)]
    let task = try RequestTask(
      RenderedProperties(properties(retry: retry)), transport: runner.transport, pacing: runner.pacing)
    #expect(try await task.run(in: runner.context).isWarning)
  }

  @Test("A43: send the same bytes each time, form files included")
  func sameBody() async throws {
    let server = ScriptedServer { _ in .answer("503 Later") }
    let runner = TaskRunner()
    let file = try StorageURI("kestra:///company/team/data.csv")
    try runner.storage.store(Array("a,b\n1,2\n".utf8), at: file)
    var request = properties("POST", ["retryOnStatusCodes": .list([.int(503)])])
    request["uri"] = .string(server.uri())
    for (contentType, form) in [
      ("multipart/form-data", ["file": Value.string(file.description), "x": .string("1")] as ValueMap),
      ("application/json", ["x": .string("1")] as ValueMap),
    ] {
      request["contentType"] = .string(contentType)
      request["formData"] = .map(form)
      _ = await runner.failure(request)
    }
    // The boundary is made anew for each sending.
    let bodies = server.requests.map { received in
      let boundary = received.header("Content-Type")?.split(separator: "boundary=").last ?? "none"
      return received.bodyText.replacing(boundary, with: "B")
    }
    #expect(bodies.count == 6)
    #expect(Set(bodies.prefix(3)).count == 1 && bodies[0].contains("a,b\n1,2\n"))
    #expect(Set(bodies.suffix(3)) == ["x=1"])
  }
}
