import Glibc
import Pebble
import Testing

@testable import FlowHTTP

@Suite("HTTP/2")
struct HTTP2Tests {
  private static let folder = CertificateFolder()

  /// nghttpd, serving the folder's own files.
  private final class Server: Sendable {
    let port = TLSServer.freePort()
    private let process: pid_t

    init?(_ folder: CertificateFolder) {
      let command = [
        "nghttpd", "-a", "127.0.0.1", "-d", folder.path, "\(port)", folder.path + "/valid.key",
        folder.path + "/valid.pem",
      ]
      guard let process = spawn(command, input: nil, hides: []) else { return nil }
      self.process = process
      guard TLSServer.awaitListening(port) else { return nil }
    }

    deinit {
      kill(process, SIGKILL)
      waitpid(process, nil, 0)
    }
  }

  private func transport(_ folder: CertificateFolder, http2: Bool = true) -> CurlTransport {
    var options = TransportOptions()
    options.caFile = folder.path + "/ca.pem"
    options.usesHTTP2 = http2
    return CurlTransport(options)
  }

  private func get(_ port: Int, over transport: CurlTransport, method: String = "GET") async throws -> HTTPExchange {
    var request = PreparedRequest(method: method, uri: try RequestURI(LabelledText("https://127.0.0.1:\(port)/ca.pem")))
    request.connection.idleTimeout = .seconds(2)
    if method == "POST" { request.body = .bytes([1]) }
    return try await transport.send(request, with: ExchangeTerms(sink: .memory(limit: 1 << 20)))
  }

  @Test("A23: HTTP/2 is spoken where the server offers it, and many requests share a connection")
  func shared() async throws {
    let folder = try #require(HTTP2Tests.folder)
    let server = try #require(Server(folder))
    let transport = transport(folder)
    let first = try await get(server.port, over: transport)
    #expect(first.status == 200 && first.body == folder.contents(of: "ca.pem"))
    #expect(first.timing.protocolVersion == "HTTP/2" && first.timing.tlsVersion == "TLSv1.3")
    let exchanges = try await withThrowingTaskGroup(of: HTTPExchange.self) { group in
      for _ in 0..<50 { group.addTask { try await get(server.port, over: transport) } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(exchanges.allSatisfy { $0.body == first.body && $0.timing.isReused })
    #expect(try await get(server.port, over: transport, method: "POST").timing.isReused == false)
  }

  @Test("A23, A27: it can be switched off, and is not spoken with servers that do not offer it")
  func off() async throws {
    let folder = try #require(HTTP2Tests.folder)
    let server = try #require(TLSServer(.valid, in: folder))
    let uri = try RequestURI(LabelledText("https://127.0.0.1:\(server.port)/"))
    for http2 in [true, false] {
      let exchange = try await transport(folder, http2: http2).send(
        PreparedRequest(uri: uri), with: ExchangeTerms(sink: .memory(limit: 1 << 20)))
      #expect(exchange.timing.protocolVersion == "HTTP/1.0", "openssl's page is of that version")
    }
  }

  @Test("A23: nonsense after HTTP/2 was agreed on fails the request")
  func nonsense() async throws {
    let folder = try #require(HTTP2Tests.folder)
    // Agrees to h2 by ALPN and then speaks HTTP/1.
    let server = try #require(TLSServer(.valid, in: folder, ["-alpn", "h2"]))
    let failure = await #expect(throws: HTTPTaskError.self) { try await get(server.port, over: transport(folder)) }
    #expect(failure?.description.contains("127.0.0.1:\(server.port)") == true)
  }
}
