import Pebble
import Testing

@testable import FlowHTTP

@Suite("Many requests at once")
struct QueueTests {
  private func get(_ uri: String, over transport: CurlTransport) async throws -> HTTPExchange {
    let request = PreparedRequest(uri: try RequestURI(LabelledText(uri)))
    return try await transport.send(request, with: ExchangeTerms(sink: .memory(limit: 1 << 20)))
  }

  @Test("A42: more requests than there are places wait, and none fails")
  func queue() async throws {
    let server = ScriptedServer { _ in .answer("200 OK", [], "x", .keep) }
    var options = TransportOptions()
    options.maximumTransfers = 3
    let transport = CurlTransport(options)
    let exchanges = try await withThrowingTaskGroup(of: HTTPExchange.self) { group in
      for _ in 0..<300 { group.addTask { try await get(server.uri(), over: transport) } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(exchanges.count == 300 && exchanges.allSatisfy { $0.status == 200 })
    #expect(exchanges.contains { $0.timing.queued > .zero })
    // No more connections than places were ever needed.
    #expect(exchanges.filter { !$0.timing.isReused }.count <= 3)
  }

  @Test("A17: a transfer whose task is cancelled ends, in the queue and on the wire")
  func cancelled() async throws {
    let server = ScriptedServer { _ in .text("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\na", .stall) }
    var options = TransportOptions()
    options.maximumTransfers = 1
    let transport = CurlTransport(options)
    let running = (0..<5).map { _ in Task { try await get(server.uri(), over: transport) } }
    for task in running { task.cancel() }
    for task in running {
      let failure = await #expect(throws: HTTPTaskError.self) { try await task.value }
      #expect(failure?.kind == .cancelled)
    }
  }
}
