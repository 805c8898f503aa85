import Cryptography
import FlowEngine
import FlowStore
import FlowTasks
import Glibc
import Pebble

@testable import FlowServer

/// A real server on a free port of the loopback address, for the time of a test.
struct TestServer: Sendable {
  struct Answer {
    let status: Int
    let head: String
    let body: String

    func header(_ name: String) -> String? {
      for line in head.split(separator: "\r\n") {
        let parts = line.split(separator: ":", maxSplits: 1)
        if parts.count == 2, parts[0].lowercased() == name { return String(parts[1].drop { $0 == " " }) }
      }
      return nil
    }

    var json: Value? { try? JSON.parse(body) }

    subscript(key: String) -> Value? {
      guard case .map(let fields)? = json else { return nil }
      return fields[key]
    }
  }

  let port: Int
  let table: RouteTable

  static func run(
    _ change: (inout ServerConfiguration) -> Void = { _ in }, _ body: (TestServer) async throws -> Void
  ) async throws {
    var configuration = ServerConfiguration()
    configuration.port = 0
    configuration.handlesSignals = false
    change(&configuration)
    let services = EngineServices(
      registry: TaskRegistry(CoreTasks.registrations), storage: InMemoryFileStorage())
    let server = try FlowServer(configuration, services: services, stores: .inMemory())
    let (ports, found) = AsyncStream.makeStream(of: Int.self)
    let running = Task { try await server.run { found.yield($0) } }
    var port = 0
    for await first in ports {
      port = first
      break
    }
    do {
      try await body(TestServer(port: port, table: server.table))
    } catch {
      running.cancel()
      _ = await running.result
      throw error
    }
    running.cancel()
    _ = await running.result
  }

  /// Sends a request and reads the whole answer.
  func send(
    _ method: String, _ target: String, headers: [String] = [], body: String = "", host: String = "localhost"
  ) async -> Answer {
    var lines = ["\(method) \(target) HTTP/1.1", "Host: \(host)", "Connection: close"] + headers
    if !body.isEmpty { lines.append("Content-Length: \(body.utf8.count)") }
    return await raw(lines.joined(separator: "\r\n") + "\r\n\r\n" + body)
  }

  /// Sends bytes as they are and reads until the server closes.
  func raw(_ text: String) async -> Answer {
    let port = port
    let bytes = await withCheckedContinuation { continuation in
      Thread.start { continuation.resume(returning: Self.exchange(text, port: port)) }
    }
    let all = String(decoding: bytes, as: UTF8.self)
    let cut = all.range(of: "\r\n\r\n")
    let head = String(cut.map { all[..<$0.lowerBound] } ?? all[...])
    let status = head.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    return Answer(status: status, head: head, body: String(cut.map { all[$0.upperBound...] } ?? ""))
  }

  private static func exchange(_ text: String, port: Int) -> [UInt8] {
    let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(socket) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let connected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard connected == 0 else { return [] }
    var rest = ArraySlice(Array(text.utf8))
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      guard count > 0 else { break }
      rest = rest.dropFirst(count)
    }
    var received: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while case let count = read(socket, &buffer, buffer.count), count > 0 { received += buffer.prefix(count) }
    return received
  }

  static func basic(_ user: String, _ password: String) -> String {
    "Authorization: Basic \(Base64.encode(Array("\(user):\(password)".utf8)))"
  }
}

/// A thread that may block.
private enum Thread {
  private final class Work: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }

  static func start(_ body: @escaping @Sendable () -> Void) {
    let work = Unmanaged.passRetained(Work(body))
    var thread = pthread_t()
    let made = pthread_create(
      &thread, nil,
      { context in
        if let context { Unmanaged<Work>.fromOpaque(context).takeRetainedValue().body() }
        return nil
      }, work.toOpaque())
    guard made == 0 else {
      work.takeRetainedValue().body()
      return
    }
    pthread_detach(thread)
  }
}

extension String {
  /// Where a text first stands.
  fileprivate func range(of text: String) -> Range<String.Index>? { ranges(of: text).first }
}
