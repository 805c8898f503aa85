import Glibc
import Synchronization

/// A server on the loopback address that answers as a test says, byte for byte, and remembers what it was sent.
final class ScriptedServer: Sendable {
  /// What to do with one request.
  struct Reply: Sendable {
    var bytes: [UInt8]
    var ending = Ending.close

    enum Ending: Sendable {
      case close, reset, keep
      /// Says no more until the test is over.
      case stall
    }

    static func text(_ text: String, _ ending: Ending = .close) -> Reply {
      Reply(bytes: Array(text.utf8), ending: ending)
    }

    /// A whole answer with its length.
    static func answer(
      _ status: String = "200 OK", _ headers: [String] = [], body: [UInt8], _ ending: Ending = .close
    ) -> Reply {
      let lines = ["HTTP/1.1 \(status)", "Content-Length: \(body.count)"] + headers
      return Reply(bytes: Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + body, ending: ending)
    }

    static func answer(
      _ status: String = "200 OK", _ headers: [String] = [], _ body: String = "", _ ending: Ending = .close
    ) -> Reply {
      answer(status, headers, body: Array(body.utf8), ending)
    }

    static func redirect(_ status: Int, to location: String, _ headers: [String] = []) -> Reply {
      answer("\(status) Elsewhere", ["Location: \(location)"] + headers)
    }
  }

  /// One request as it came over the wire.
  struct Received: Sendable {
    var head: String
    var body: [UInt8]

    var line: String { head.split(separator: "\r\n", maxSplits: 1).first.map(String.init) ?? "" }
    var path: String { line.split(separator: " ").dropFirst().first.map(String.init) ?? "" }
    var bodyText: String { String(decoding: body, as: UTF8.self) }

    func header(_ name: String) -> String? {
      for line in head.split(separator: "\r\n").dropFirst() {
        let parts = line.split(separator: ":", maxSplits: 1)
        if parts.first?.lowercased() == name.lowercased() {
          return parts.count > 1 ? String(parts[1].drop { $0 == " " }) : ""
        }
      }
      return nil
    }
  }

  let port: Int
  private let listener: Int32
  private let log: Log

  private final class Log: Sendable {
    let requests = Mutex<[Received]>([])
    let open = Mutex<Set<Int32>>([])
  }

  /// - Parameter answersEarly: answers when the head is there, and reads the body only to drop it.
  init(answersEarly: Bool = false, _ reply: @escaping @Sendable (Received) -> Reply) {
    signal(SIGPIPE, SIG_IGN)
    let log = Log()
    let (listener, port) = Loopback.listen()
    self.port = port
    self.listener = listener
    self.log = log
    inThread {
      while true {
        let connection = accept(listener, nil, nil)
        guard connection >= 0 else {
          // Closed here and nowhere else: a number closed under a waiting accept may come back as another server's.
          close(listener)
          return
        }
        log.open.withLock { _ = $0.insert(connection) }
        inThread {
          ScriptedServer.serve(connection, log, answersEarly, reply)
          log.open.withLock { _ = $0.remove(connection) }
          close(connection)
        }
      }
    }
  }

  deinit {
    shutdown(listener, Int32(SHUT_RDWR))
    log.open.withLock { for connection in $0 { shutdown(connection, Int32(SHUT_RDWR)) } }
  }

  var requests: [Received] { log.requests.withLock { $0 } }

  func uri(_ path: String = "/") -> String { "http://127.0.0.1:\(port)\(path)" }

  private static func serve(
    _ connection: Int32, _ log: Log, _ answersEarly: Bool, _ reply: (Received) -> Reply
  ) {
    var pending: [UInt8] = []
    while let request = receive(connection, &pending, headOnly: answersEarly) {
      log.requests.withLock { $0.append(request) }
      let reply = reply(request)
      var sent = 0
      while sent < reply.bytes.count {
        let count = reply.bytes[sent...].withUnsafeBytes { write(connection, $0.baseAddress, $0.count) }
        guard count > 0 else { return }
        sent += count
      }
      if answersEarly {
        shutdown(connection, Int32(SHUT_WR))
        while Loopback.read(connection, 1) != nil {}
        return
      }
      switch reply.ending {
      case .keep: continue
      case .close: return
      case .reset:
        var linger = linger(l_onoff: 1, l_linger: 0)
        setsockopt(connection, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<Glibc.linger>.size))
        return
      case .stall:
        var byte: UInt8 = 0
        while read(connection, &byte, 1) > 0 {}
        return
      }
    }
  }

  /// One request: its head and as much body as Content-Length says.
  private static func receive(_ connection: Int32, _ pending: inout [UInt8], headOnly: Bool) -> Received? {
    var chunk = [UInt8](repeating: 0, count: 65_536)
    let end = Array("\r\n\r\n".utf8)
    while true {
      if let start = pending.firstRange(of: end) {
        var request = Received(head: String(decoding: pending[..<start.lowerBound], as: UTF8.self), body: [])
        if headOnly { return request }
        let length = request.header("Content-Length").flatMap { Int($0) } ?? 0
        if pending.count - start.upperBound >= length {
          request.body = Array(pending[start.upperBound..<(start.upperBound + length)])
          pending.removeFirst(start.upperBound + length)
          return request
        }
      }
      let count = read(connection, &chunk, chunk.count)
      guard count > 0 else { return nil }
      pending += chunk.prefix(count)
    }
  }
}

/// Runs blocking work beside the tests.
func inThread(_ work: @escaping @Sendable () -> Void) {
  final class Box {
    let work: @Sendable () -> Void
    init(_ work: @escaping @Sendable () -> Void) { self.work = work }
  }
  var thread = pthread_t()
  pthread_create(
    &thread, nil,
    { argument in
      if let argument { Unmanaged<Box>.fromOpaque(argument).takeRetainedValue().work() }
      return nil
    }, Unmanaged.passRetained(Box(work)).toOpaque())
  pthread_detach(thread)
}
