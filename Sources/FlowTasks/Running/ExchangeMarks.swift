/// Where a task tells how far its request got, so that after a crash nothing is repeated that must not be.
///
/// A task that talks to a server calls ``aboutToSend(isRepeatable:)`` before the first byte of each request leaves and
/// ``headersReceived()`` when an answer begins.
public struct ExchangeMarks: Sendable {
  /// Marks that nobody keeps.
  public static let none = ExchangeMarks(aboutToSend: { _ in }, headersReceived: {})

  private let recordSending: @Sendable (Bool) async throws -> Void
  private let recordHeaders: @Sendable () -> Void

  public init(
    aboutToSend: @escaping @Sendable (Bool) async throws -> Void, headersReceived: @escaping @Sendable () -> Void
  ) {
    self.recordSending = aboutToSend
    self.recordHeaders = headersReceived
  }

  /// Returns when the mark is recorded. A request may be sent only then: what is thrown must end the attempt.
  /// - Parameter isRepeatable: whether the request may be sent again without harm: its method is idempotent (GET, HEAD,
  ///   PUT, DELETE, OPTIONS, TRACE), or it carries an idempotency key.
  public func aboutToSend(isRepeatable: Bool) async throws {
    try await recordSending(isRepeatable)
  }

  public func headersReceived() {
    recordHeaders()
  }
}
