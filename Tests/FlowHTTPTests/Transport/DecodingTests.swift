import FlowStore
import Glibc
import Pebble
import Testing

@testable import FlowHTTP

@Suite("Decoding")
struct DecodingTests {
  /// The output of a command for an input of so many zeros.
  private static func compressed(_ command: String) -> [UInt8] {
    guard let stream = popen(command, "r") else { return [] }
    defer { pclose(stream) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = fread(&chunk, 1, chunk.count, stream)
      guard count > 0 else { return bytes }
      bytes += chunk.prefix(count)
    }
  }

  private func request(
    _ encoding: String, _ body: [UInt8], _ options: ValueMap = [:]
  ) async throws -> ValueMap {
    let server = ScriptedServer { _ in .answer("200 OK", ["Content-Encoding: \(encoding)"], body: body) }
    return try await TaskRunner().request(["uri": .string(server.uri()), "options": .map(options)])
  }

  /// Why an exchange failed, at the transport itself.
  private func failure(_ server: ScriptedServer, _ path: String = "/", limit: Int? = 10 << 20) async -> HTTPTaskError? {
    do {
      let storage = InMemoryFileStorage()
      let uri = try StorageURI("kestra:///file")
      let sink: ResponseSink =
        if let limit {
          .memory(limit: limit)
        } else {
          .opened { _ throws(HTTPTaskError) in
            do throws(StorageError) { return try storage.create(uri) } catch { throw HTTPTaskError(.storage(error)) }
          }
        }
      let request = PreparedRequest(uri: try RequestURI(LabelledText(server.uri(path))))
      _ = try await TaskRunner.transport.send(request, with: ExchangeTerms(sink: sink))
      return nil
    } catch {
      return error as? HTTPTaskError ?? HTTPTaskError(.transport(reason: "\(error)"))
    }
  }

  private func failure(_ encoding: String, _ body: [UInt8]) async -> HTTPTaskError? {
    await failure(ScriptedServer { _ in .answer("200 OK", ["Content-Encoding: \(encoding)"], body: body) })
  }

  private static let deflate =
    "python3 -c 'import zlib,sys; sys.stdout.buffer.write(zlib.compress(sys.stdin.buffer.read()))'"

  @Test(
    "A15: gzip, deflate, br and zstd are decoded and their headers taken away",
    arguments: [
      ("gzip", "gzip -c"), ("x-gzip", "gzip -c"), ("GZIP", "gzip -c"), ("deflate", deflate), ("br", "brotli -c"),
      ("zstd", "zstd -c"), ("gzip, br", "gzip -c | brotli -c"), ("identity", "cat"),
    ])
  func encodings(_ encoding: String, _ command: String) async throws {
    let body = DecodingTests.compressed("printf hello | " + command)
    let outputs = try await request(encoding, body)
    #expect(outputs["body"] == .string("hello"))
    #expect(outputs["headers"] == .map([:]))
  }

  @Test("A15: HEAD, 204 and 304 with a Content-Encoding have no body to decode", arguments: ["204 None", "304 Same"])
  func bodiless(_ status: String) async throws {
    let server = ScriptedServer { _ in .text("HTTP/1.1 \(status)\r\nContent-Encoding: gzip\r\n\r\n") }
    let outputs = try await TaskRunner().request(["uri": .string(server.uri())])
    #expect(outputs["body"] == nil)
    let head = ScriptedServer { _ in .text("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 99\r\n\r\n") }
    let seen = try await TaskRunner().request(["uri": .string(head.uri()), "method": .string("HEAD")])
    #expect(seen["code"] == .int(200) && seen["body"] == nil)
  }

  @Test("A15: an empty body under an encoding is empty")
  func empty() async throws {
    #expect(try await request("gzip", [])["body"] == .string(""))
  }

  @Test(
    "A14: bombs end at the limit of the body, whatever the encoding",
    arguments: [
      ("gzip", "gzip -c"), ("deflate", deflate), ("br", "brotli -q 5 -c"), ("zstd", "zstd -c"),
      ("gzip, gzip", "gzip -c | gzip -c"),
    ])
  func bombs(_ encoding: String, _ command: String) async throws {
    let bomb = DecodingTests.compressed("head -c 100000000 /dev/zero | " + command)
    #expect(bomb.count < 200_000)
    #expect(await failure(encoding, bomb)?.kind == .bodyTooLarge(limit: 10 << 20))
  }

  @Test("A14: a download that grows out of proportion is ended by the ratio")
  func ratio() async throws {
    let bomb = DecodingTests.compressed("head -c 100000000 /dev/zero | gzip -c")
    let server = ScriptedServer { _ in .answer("200 OK", ["Content-Encoding: gzip"], body: bomb) }
    #expect(await failure(server, limit: nil)?.kind == .decompressionBomb(ratio: 500))
  }

  @Test("A14: layers are bounded, and a broken body is named")
  func faults() async throws {
    #expect(await failure("gzip, gzip, gzip", [1])?.kind == .tooManyEncodings(limit: 2))
    let broken = await failure("gzip", Array("nope".utf8))
    #expect(broken?.description.contains("compressed body is broken") == true)
    #expect(await failure("snappy", Array("x".utf8))?.description.contains("compressed body is broken") == true)
  }

  @Test("A16: a body of exactly the limit passes, one byte more fails, endless ones too")
  func limits() async throws {
    let limit = 1 << 20
    let server = ScriptedServer {
      $0.path == "/endless"
        ? .text("HTTP/1.1 200 OK\r\n\r\n" + String(repeating: "x", count: 4 << 20), .stall)
        : .answer(body: [UInt8](repeating: 120, count: limit + ($0.path == "/more" ? 1 : 0)))
    }
    #expect(await failure(server, limit: limit) == nil)
    #expect(await failure(server, "/more", limit: limit)?.kind == .bodyTooLarge(limit: limit))
    #expect(await failure(server, "/endless", limit: limit)?.kind == .bodyTooLarge(limit: limit))
  }
}
