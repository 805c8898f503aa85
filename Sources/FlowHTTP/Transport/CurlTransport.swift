import CCurl
import Glibc
import Synchronization

/// HTTP by libcurl. All transfers of a transport run on one thread of its own, which starts with the first request.
public final class CurlTransport: HTTPTransport {
  private let mailbox: DriverMailbox

  public init(_ options: TransportOptions = TransportOptions()) {
    self.mailbox = DriverMailbox(options)
  }

  deinit {
    mailbox.post(.stop)
  }

  /// Sets libcurl and its TLS library up beside the caller's own preparations, so that the first request need not wait.
  public func prepare() {
    mailbox.startDriver()
  }

  public func send(
    _ request: PreparedRequest, with terms: ExchangeTerms
  ) async throws(HTTPTaskError) -> HTTPExchange {
    let transfer = CurlTransfer(request, terms, mailbox.options)
    if transfer.proxy != nil { try await checkBehindProxy(request.uri) }
    let result = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        mailbox.post(.start(transfer, continuation))
      }
    } onCancel: {
      transfer.isCancelled.store(true, ordering: .releasing)
      mailbox.post(.cancel(transfer))
    }
    return try result.get()
  }
}

extension CurlTransport {
  /// A proxy resolves the host for itself, so its addresses are looked up here too, only to be judged. A name that is
  /// unknown here may be known there and passes.
  private func checkBehindProxy(_ uri: RequestURI) async throws(HTTPTaskError) {
    let hostGuard = mailbox.options.hostGuard
    guard hostGuard.judgesAddresses, IPAddress(host: uri.origin.host) == nil else { return }
    for address in await NameLookup.addresses(of: uri.origin.host) { try hostGuard.check(address, of: uri) }
  }
}

/// How other threads speak to the driver: a queue, and an event descriptor that wakes it.
final class DriverMailbox: Sendable {
  typealias Continuation = CheckedContinuation<Result<HTTPExchange, HTTPTaskError>, Never>

  enum Message: Sendable {
    case start(CurlTransfer, Continuation)
    case cancel(CurlTransfer)
    case stop
  }

  private struct State {
    var messages: [Message] = []
    var isRunning = false
  }

  let options: TransportOptions
  let descriptor: Int32
  private let state = Mutex(State())

  init(_ options: TransportOptions) {
    self.options = options
    self.descriptor = eventfd(0, Int32(apus_eventfd_flags))
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  func post(_ message: Message) {
    let startsDriver = state.withLock { state in
      if !state.isRunning, case .start = message {
        state.isRunning = true
        state.messages.append(message)
        return true
      }
      if state.isRunning { state.messages.append(message) }
      return false
    }
    if startsDriver && !CurlDriver.startThread(for: self) {
      fail()
    } else {
      var one: UInt64 = 1
      _ = write(descriptor, &one, 8)
    }
  }

  /// Starts the driver where none runs.
  func startDriver() {
    let isMissing = state.withLock { state in
      defer { state.isRunning = true }
      return !state.isRunning
    }
    if isMissing && !CurlDriver.startThread(for: self) { fail() }
  }

  /// Everything posted since the last call.
  func take() -> [Message] {
    var count: UInt64 = 0
    _ = read(descriptor, &count, 8)
    return state.withLock { state in
      defer { state.messages.removeAll(keepingCapacity: true) }
      return state.messages
    }
  }

  /// There is no driver: whoever waits is told, and the next request tries anew.
  func fail() {
    let messages = state.withLock { state in
      defer { state = State() }
      return state.messages
    }
    for case .start(_, let continuation) in messages {
      continuation.resume(returning: .failure(HTTPTaskError(.transport(reason: "no thread for the transfers"))))
    }
  }
}
