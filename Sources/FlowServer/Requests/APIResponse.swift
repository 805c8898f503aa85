import Hummingbird
import NIOCore
import Pebble

/// What a route answers.
struct APIResponse: Sendable {
  enum Content: Sendable {
    case none
    case bytes([UInt8])
    /// Bytes that are made while they are sent. The length, where it is known.
    case stream(length: Int?, @Sendable (inout BodySink) async throws -> Void)
  }

  var status: Int
  var headers: [(name: String, value: String)]
  var content: Content
  /// The rest of the request is not read.
  var closesConnection = false

  init(status: Int, headers: [(name: String, value: String)] = [], content: Content = .none) {
    self.status = status
    self.headers = headers
    self.content = content
  }

  static func json(_ value: Value, status: Int = 200) -> APIResponse {
    APIResponse(
      status: status, headers: [("Content-Type", "application/json")],
      content: .bytes(Array(JSON.text(of: value).utf8)))
  }

  static func text(_ text: String, type: String = "text/plain; charset=utf-8") -> APIResponse {
    APIResponse(status: 200, headers: [("Content-Type", type)], content: .bytes(Array(text.utf8)))
  }

  static let noContent = APIResponse(status: 204)
}

/// Where a streamed body goes. A call returns when there is room for more.
struct BodySink {
  private var writer: any ResponseBodyWriter

  init(_ writer: any ResponseBodyWriter) {
    self.writer = writer
  }

  mutating func write(_ bytes: [UInt8]) async throws {
    try await writer.write(ByteBuffer(bytes: bytes))
  }

  func finish() async throws {
    try await writer.finish(nil)
  }
}
