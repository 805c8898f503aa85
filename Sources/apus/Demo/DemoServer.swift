import Glibc
import Pebble

/// A small HTTP endpoint on the loopback interface, to try flows out without a network. It answers with what it received.
///
/// One request a connection, one thread a connection, at most ``maximumConnections`` at once, heads of at most 64 KiB,
/// bodies of at most 16 MiB, 30 seconds for each read.
struct DemoServer {
  static let maximumConnections: Int32 = 64

  /// The port it listens on.
  let port: UInt16
  private let socket: Int32

  /// Opens the listening socket.
  /// - Parameter port: 0 for any free port.
  init(port: UInt16) throws(DemoError) {
    let descriptor = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw DemoError(operation: "open a socket") }
    var yes: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr = in_addr(s_addr: UInt32(0x7F00_0001).bigEndian)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = withUnsafePointer(to: address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
    }
    guard bound == 0, listen(descriptor, DemoServer.maximumConnections) == 0 else {
      defer { close(descriptor) }
      throw DemoError(operation: "listen on port \(port)")
    }
    let named = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
    }
    guard named == 0 else {
      defer { close(descriptor) }
      throw DemoError(operation: "read the socket's port")
    }
    self.socket = descriptor
    self.port = UInt16(bigEndian: address.sin_port)
  }

  /// Answers requests until the process ends.
  func serve(report: @escaping @Sendable (String) -> Void) {
    signal(SIGPIPE, SIG_IGN)
    while true {
      let connection = accept(socket, nil, nil)
      guard connection >= 0 else {
        // Out of descriptors, say: wait for connections to end instead of spinning.
        usleep(50_000)
        continue
      }
      var limit = timeval(tv_sec: 30, tv_usec: 0)
      setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
      setsockopt(connection, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
      answer(connection, report: report)
      close(connection)
    }
  }

  private func answer(_ connection: Int32, report: (String) -> Void) {
    guard let request = DemoRequest(readingFrom: connection) else { return }
    let response = DemoResponse(to: request)
    report("\(request.method) \(request.target) \(response.status)")
    var rest = ArraySlice(response.bytes)
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { send(connection, $0.baseAddress, $0.count, 0) }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }
}

/// Why the demo endpoint could not start.
struct DemoError: Error, CustomStringConvertible {
  let operation: String
  let reason = String(cString: strerror(errno))

  var description: String { "cannot \(operation): \(reason)" }
}
