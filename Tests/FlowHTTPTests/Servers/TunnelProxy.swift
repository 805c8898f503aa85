import Glibc
import Synchronization

/// A proxy of the tests: SOCKS 5 with or without a password, or HTTP CONNECT. It remembers what it was asked for, and leads
/// every tunnel to one port of the loopback address.
final class TunnelProxy: Sendable {
  enum Kind: Sendable {
    case socks(username: String?, password: String?, reply: UInt8 = 0)
    case connect(credentials: String?)
  }

  /// One tunnel as it was asked for.
  struct Asked: Sendable {
    /// The kind of address in SOCKS: 1 for version 4, 3 for a name, 4 for version 6.
    var addressKind: UInt8 = 0
    var target = ""
    /// The head of a CONNECT.
    var head = ""
    var user = ""
  }

  private final class Log: Sendable {
    let asked = Mutex<[Asked]>([])
    let open = Mutex<Set<Int32>>([])
  }

  let port: Int
  private let listener: Int32
  private let log = Log()

  init(_ kind: Kind, to target: Int) {
    signal(SIGPIPE, SIG_IGN)
    let (listener, port) = Loopback.listen()
    self.listener = listener
    self.port = port
    inThread { [log] in
      while true {
        let client = accept(listener, nil, nil)
        guard client >= 0 else {
          close(listener)
          return
        }
        log.open.withLock { _ = $0.insert(client) }
        inThread {
          TunnelProxy.serve(client, kind, target, log)
          log.open.withLock { _ = $0.remove(client) }
          close(client)
        }
      }
    }
  }

  deinit {
    shutdown(listener, Int32(SHUT_RDWR))
    log.open.withLock { for connection in $0 { shutdown(connection, Int32(SHUT_RDWR)) } }
  }

  var asked: [Asked] { log.asked.withLock { $0 } }

  private static func serve(_ client: Int32, _ kind: Kind, _ target: Int, _ log: Log) {
    var asked = Asked()
    switch kind {
    case .socks(let username, let password, let reply):
      guard socks(client, username, password, reply, &asked, log) else { return }
    case .connect(let credentials):
      guard connect(client, credentials, &asked, log) else { return }
    }
    guard let server = Loopback.connect(target) else { return }
    defer { close(server) }
    relay(client, server)
  }

  private static func socks(
    _ client: Int32, _ username: String?, _ password: String?, _ reply: UInt8, _ asked: inout Asked, _ log: Log
  ) -> Bool {
    guard let greeting = Loopback.read(client, 2), let methods = Loopback.read(client, Int(greeting[1])) else {
      return false
    }
    let method: UInt8 = username == nil ? 0 : 2
    guard methods.contains(method) else {
      Loopback.write(client, [5, 0xFF])
      return false
    }
    Loopback.write(client, [5, method])
    if let username, let password {
      guard let start = Loopback.read(client, 2), let user = Loopback.read(client, Int(start[1])),
        let length = Loopback.read(client, 1), let secret = Loopback.read(client, Int(length[0]))
      else { return false }
      asked.user = String(decoding: user, as: UTF8.self)
      let isRight = asked.user == username && String(decoding: secret, as: UTF8.self) == password
      Loopback.write(client, [1, isRight ? 0 : 1])
      guard isRight else { return false }
    }
    guard let head = Loopback.read(client, 4) else { return false }
    asked.addressKind = head[3]
    var length = head[3] == 1 ? 4 : 16
    if head[3] == 3 {
      guard let count = Loopback.read(client, 1) else { return false }
      length = Int(count[0])
    }
    guard let address = Loopback.read(client, length), Loopback.read(client, 2) != nil else { return false }
    asked.target =
      head[3] == 3 ? String(decoding: address, as: UTF8.self) : address.map(String.init).joined(separator: ".")
    log.asked.withLock { [asked] in $0.append(asked) }
    Loopback.write(client, [5, reply, 0, 1, 0, 0, 0, 0, 0, 0])
    return reply == 0
  }

  private static func connect(_ client: Int32, _ credentials: String?, _ asked: inout Asked, _ log: Log) -> Bool {
    while true {
      var bytes: [UInt8] = []
      while !bytes.suffix(4).elementsEqual("\r\n\r\n".utf8) {
        guard let byte = Loopback.read(client, 1) else { return false }
        bytes += byte
      }
      asked.head = String(decoding: bytes, as: UTF8.self)
      asked.target = asked.head.split(separator: " ").dropFirst().first.map(String.init) ?? ""
      log.asked.withLock { [asked] in $0.append(asked) }
      guard let credentials, !asked.head.contains("Proxy-Authorization: Basic \(credentials)\r\n") else {
        Loopback.write(client, Array("HTTP/1.1 200 Connected\r\nX-Proxy: yes\r\n\r\n".utf8))
        return true
      }
      let answer =
        "HTTP/1.1 407 Who\r\nProxy-Authenticate: Basic realm=\"p\"\r\nContent-Length: 6\r\n\r\n<html>"
      Loopback.write(client, Array(answer.utf8))
    }
  }

  private static func relay(_ client: Int32, _ server: Int32) {
    var ends = [
      pollfd(fd: client, events: Int16(POLLIN), revents: 0), pollfd(fd: server, events: Int16(POLLIN), revents: 0),
    ]
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while poll(&ends, 2, -1) > 0 {
      for index in 0..<2 where ends[index].revents != 0 {
        let count = read(ends[index].fd, &chunk, chunk.count)
        guard count > 0 else { return }
        Loopback.write(ends[1 - index].fd, Array(chunk.prefix(count)))
      }
    }
  }
}

/// Plain sockets of the loopback address.
enum Loopback {
  private static func address(_ port: Int) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(UInt16(port).bigEndian)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return address
  }

  static func listen() -> (descriptor: Int32, port: Int) {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = address(0)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
        _ = bind(listener, pointer, length)
        _ = Glibc.listen(listener, 512)
        _ = getsockname(listener, pointer, &length)
      }
    }
    return (listener, Int(UInt16(bigEndian: address.sin_port)))
  }

  static func connect(_ port: Int) -> Int32? {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = address(port)
    let code = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    if code == 0 { return descriptor }
    close(descriptor)
    return nil
  }

  /// Exactly so many bytes; `nil` where the end comes first.
  static func read(_ descriptor: Int32, _ count: Int) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled < count {
      let got = bytes[filled...].withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
      guard got > 0 else { return nil }
      filled += got
    }
    return bytes
  }

  static func write(_ descriptor: Int32, _ bytes: [UInt8]) {
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 else { return }
      sent += count
    }
  }
}
