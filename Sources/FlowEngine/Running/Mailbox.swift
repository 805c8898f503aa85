import Synchronization

/// Where the events of one execution wait for the function that runs it.
final class Mailbox<Message: Sendable>: Sendable {
  private struct State {
    var messages: [Message] = []
    var waiting: CheckedContinuation<Void, Never>?
    var isClosed = false
  }

  private let state = Mutex(State())

  /// - Returns: false when nobody reads any more.
  @discardableResult func send(_ message: Message) -> Bool {
    let (waiting, isOpen) = state.withLock { state -> (CheckedContinuation<Void, Never>?, Bool) in
      guard !state.isClosed else { return (nil, false) }
      state.messages.append(message)
      let waiting = state.waiting
      state.waiting = nil
      return (waiting, true)
    }
    waiting?.resume()
    return isOpen
  }

  /// Everything that has come, at least one message. For one reader.
  func receive() async -> [Message] {
    while true {
      let messages = takeAll()
      if !messages.isEmpty { return messages }
      await withCheckedContinuation { continuation in
        let isReady = state.withLock { state in
          guard state.messages.isEmpty else { return true }
          state.waiting = continuation
          return false
        }
        if isReady { continuation.resume() }
      }
    }
  }

  /// Nothing is taken any more.
  /// - Returns: what nobody has read.
  func close() -> [Message] {
    state.withLock { state in
      state.isClosed = true
      defer { state.messages = [] }
      return state.messages
    }
  }

  private func takeAll() -> [Message] {
    state.withLock { state in
      defer { state.messages = [] }
      return state.messages
    }
  }
}
