import FlowStore
import Pebble
import Synchronization
import Testing

@testable import FlowHTTP

@Suite("Exchange timing")
struct ExchangeTimingTests {
  private func send(
    _ uri: String, method: String = "GET", _ sink: ResponseSink = .memory(limit: 1 << 20),
    over transport: CurlTransport = TaskRunner.transport
  ) async throws -> HTTPExchange {
    let request = PreparedRequest(method: method, uri: try RequestURI(LabelledText(uri)))
    return try await transport.send(request, with: ExchangeTerms(sink: sink))
  }

  @Test("tells the phases, the connection and the bytes")
  func facts() async throws {
    let server = ScriptedServer { _ in .answer("200 OK", [], "hello", .keep) }
    let transport = CurlTransport()
    let first = try await send(server.uri(), over: transport).timing
    #expect(!first.isReused && first.protocolVersion == "HTTP/1.1" && first.tlsVersion == nil)
    #expect(first.remoteAddress == "127.0.0.1:\(server.port)")
    #expect(first.decodedBytes == 5 && first.responseBytes == 43 && first.requestBytes > 20)
    #expect(first.connect > .zero && first.total > .zero)
    #expect(first.phases.map(\.name) == ["queued", "dns", "connect", "tls", "send", "wait", "receive"])
    let second = try await send(server.uri(), over: transport).timing
    #expect(second.isReused && second.connect == .zero)
  }

  @Test("an error tells whether the request may have been read")
  func received() async throws {
    let server = ScriptedServer { _ in .text("") }
    let read = await #expect(throws: HTTPTaskError.self) { try await send(server.uri(), method: "POST") }
    #expect(read?.mayHaveBeenReceived == true && read?.timing?.connect != .zero)
    let refused = await #expect(throws: HTTPTaskError.self) {
      try await send("http://127.0.0.1:\(TLSServer.freePort())/", method: "POST")
    }
    #expect(refused?.mayHaveBeenReceived == false)
  }

  @Test("a sink of chunks gets the answer as it comes and may end it")
  func chunks() async throws {
    let server = ScriptedServer { _ in .text("HTTP/1.1 200 OK\r\nX-A: b\r\n\r\ndata: 1\n\n", .stall) }
    let seen = Mutex<[String]>([])
    let exchange = try await send(
      server.uri(),
      .chunks { start, bytes in
        seen.withLock { $0.append("\(start.status) \(start.headers["x-a"]) " + String(decoding: bytes, as: UTF8.self)) }
        return false
      })
    #expect(seen.withLock { $0 } == ["200 [\"b\"] data: 1\n\n"])
    #expect(exchange.status == 200)
  }

  @Test("an encoded body is kept as it is where compression is not accepted")
  func undecoded() async throws {
    let server = ScriptedServer { _ in .answer("200 OK", ["Content-Encoding: gzip"], "stored") }
    var request = PreparedRequest(uri: try RequestURI(LabelledText(server.uri())))
    request.acceptsCompression = false
    let exchange = try await TaskRunner.transport.send(request, with: ExchangeTerms(sink: .memory(limit: 100)))
    #expect(exchange.body == Array("stored".utf8))
    #expect(exchange.headers["content-encoding"] == ["gzip"])
    #expect(server.requests.first?.header("Accept-Encoding") == nil)
  }
}
