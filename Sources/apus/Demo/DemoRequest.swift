import Glibc
import OrderedCollections

/// A request as the demo endpoint read it.
struct DemoRequest {
  let method: String
  /// Path and query as sent.
  let target: String
  let headers: OrderedDictionary<String, String>
  let body: [UInt8]

  private static let maximumHead = 64 * 1024
  private static let maximumBody = 16 * 1024 * 1024

  /// - Returns: `nil` when no complete request came within the limits.
  init?(readingFrom connection: Int32) {
    var bytes: [UInt8] = []
    var headEnd: Int?
    while headEnd == nil {
      guard bytes.count < DemoRequest.maximumHead, DemoRequest.receive(from: connection, into: &bytes) else {
        return nil
      }
      headEnd = DemoRequest.endOfHead(in: bytes)
    }
    guard let headEnd else { return nil }
    let lines = String(decoding: bytes[..<headEnd], as: UTF8.self).split(separator: "\r\n")
    let words = lines.first?.split(separator: " ") ?? []
    guard words.count == 3 else { return nil }
    method = String(words[0])
    target = String(words[1])
    var headers: OrderedDictionary<String, String> = [:]
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: ":") else { return nil }
      let value = line[line.index(after: colon)...].drop { $0 == " " }
      headers[line[..<colon].lowercased()] = String(value)
    }
    self.headers = headers
    let length = headers["content-length"].flatMap { Int($0) } ?? 0
    guard (0...DemoRequest.maximumBody).contains(length) else { return nil }
    if headers["expect"] != nil {
      let goOn = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)
      guard send(connection, goOn, goOn.count, 0) == goOn.count else { return nil }
    }
    var body = Array(bytes[headEnd...].dropFirst(4))
    while body.count < length {
      guard DemoRequest.receive(from: connection, into: &body) else { return nil }
    }
    self.body = Array(body.prefix(length))
  }

  private static func receive(from connection: Int32, into bytes: inout [UInt8]) -> Bool {
    var buffer = [UInt8](repeating: 0, count: 16 * 1024)
    let count = recv(connection, &buffer, buffer.count, 0)
    guard count > 0 else { return false }
    bytes += buffer.prefix(count)
    return true
  }

  private static func endOfHead(in bytes: [UInt8]) -> Int? {
    guard bytes.count >= 4 else { return nil }
    return (0...(bytes.count - 4)).first { Array(bytes[$0..<($0 + 4)]) == [13, 10, 13, 10] }
  }
}
