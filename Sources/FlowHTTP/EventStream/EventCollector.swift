import Synchronization

/// Keeps the events of one stream, within a limit of bytes and of events.
final class EventCollector: Sendable {
  private struct State {
    var parser = EventStreamParser()
    var events: [StreamEvent] = []
    var bytes = 0
    var refused: [UInt8] = []
  }

  private let byteLimit: Int
  private let maxEvents: Int?
  private let acceptance: ResponseAcceptance
  private let state = Mutex(State())

  init(byteLimit: Int, maxEvents: Int?, acceptance: ResponseAcceptance) {
    self.byteLimit = byteLimit
    self.maxEvents = maxEvents
    self.acceptance = acceptance
  }

  var events: [StreamEvent] { state.withLock { $0.events } }
  /// The beginning of the body of an answer that is a failure.
  var refusedText: String? {
    let bytes = state.withLock { $0.refused }
    return bytes.isEmpty ? nil : String(validating: bytes, as: UTF8.self)
  }

  /// A new sending begins: what came before is void.
  func begin() {
    state.withLock { $0 = State() }
  }

  /// - Returns: whether more is wanted.
  func take(_ start: ResponseStart, _ bytes: [UInt8]) throws(HTTPTaskError) -> Bool {
    try state.withLock { state throws(HTTPTaskError) in
      guard acceptance.allows(start.status) else {
        state.refused += bytes.prefix(max(0, RefusedBody.limit - state.refused.count))
        return state.refused.count < RefusedBody.limit
      }
      for event in state.parser.read(bytes) {
        state.bytes += event.data.utf8.count + (event.comment?.utf8.count ?? 0) + (event.name?.utf8.count ?? 0) + 64
        state.events.append(event)
        if let maxEvents, state.events.count >= maxEvents { return false }
      }
      guard state.bytes + state.parser.pendingBytes <= byteLimit else {
        throw HTTPTaskError(.bodyTooLarge(limit: byteLimit))
      }
      return true
    }
  }
}
