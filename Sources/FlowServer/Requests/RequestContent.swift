import FlowModel
import Hummingbird
import NIOCore
import Pebble
import Synchronization

/// The body of a request. It is read once, under a limit of bytes and a limit of time.
struct RequestContent: Sendable {
  /// What a body must keep up with after the first seconds: bytes per second.
  static let slowestRate = 16 * 1024
  /// The seconds that any body may take.
  static let patience = 20

  let mediaField: String
  private let announced: Int?
  private let body: RequestBody

  init(_ body: RequestBody, mediaField: String, announced: Int?) {
    self.body = body
    self.mediaField = mediaField
    self.announced = announced
  }

  /// Gives the body piece by piece. Throws 413 past the limit and 408 when it comes too slowly.
  func pieces(limit: Int, _ take: @escaping @Sendable (ByteBuffer) async throws -> Void) async throws {
    if let announced, announced > limit { throw Self.tooLarge(limit) }
    if announced == 0 { return }
    let progress = Progress()
    try await withThrowingTaskGroup(of: Bool.self) { group in
      group.addTask { [body] in
        for try await buffer in body {
          guard progress.add(buffer.readableBytes) <= limit else { throw Self.tooLarge(limit) }
          try await take(buffer)
        }
        return true
      }
      group.addTask {
        while !progress.isTooSlow {
          try await ContinuousClock().sleep(for: .seconds(1), tolerance: .milliseconds(500))
        }
        return false
      }
      defer { group.cancelAll() }
      guard try await group.next() == true else {
        throw APIError(.requestTimeout, "the body came too slowly: \(Self.slowestRate) bytes a second are expected")
      }
    }
  }

  /// The whole body.
  func bytes(limit: Int) async throws -> [UInt8] {
    let collected = Mutex<[UInt8]>([])
    try await pieces(limit: limit) { buffer in
      collected.withLock { $0.append(contentsOf: buffer.readableBytesView) }
    }
    return collected.withLock { $0 }
  }

  /// The whole body as UTF-8 text. Throws 400 for anything else.
  func text(limit: Int) async throws -> String {
    guard let text = String(validating: try await bytes(limit: limit), as: UTF8.self), !text.utf8.contains(0) else {
      throw APIError(.badRequest, "the body is not UTF-8 text")
    }
    return text
  }

  /// The whole body as JSON. Throws 400 for anything else.
  func json(limit: Int) async throws -> Value {
    do {
      return try JSON.parse(try await text(limit: limit))
    } catch let error as JSONError {
      throw APIError(.badRequest, "the body is not JSON: \(error)")
    }
  }

  private static func tooLarge(_ limit: Int) -> APIError {
    APIError(.tooLarge, "the body has more than \(limit) bytes")
  }

  private final class Progress: Sendable {
    private let bytes = Atomic<Int>(0)
    private let start = ContinuousClock().now

    /// - Returns: the sum.
    func add(_ count: Int) -> Int {
      let (sum, overflow) = bytes.load(ordering: .relaxed).addingReportingOverflow(count)
      let total = overflow ? .max : sum
      bytes.store(total, ordering: .relaxed)
      return total
    }

    var isTooSlow: Bool {
      let seconds = Int(clamping: (ContinuousClock().now - start).components.seconds)
      return seconds > RequestContent.patience + bytes.load(ordering: .relaxed) / RequestContent.slowestRate
    }
  }
}
