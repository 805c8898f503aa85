import CCurl
import DequeModule
import Glibc

/// The loop that moves all transfers: epoll tells which sockets are ready, libcurl does the rest. Lives on its thread alone.
final class CurlDriver {
  private struct Running {
    let transfer: CurlTransfer
    let continuation: DriverMailbox.Continuation
  }

  private let mailbox: DriverMailbox
  private let multi: UnsafeMutableRawPointer
  private let epoll: Int32
  private var running: [UnsafeMutableRawPointer: Running] = [:]
  /// Those that wait for a place, the eldest first.
  private var waiting: Deque<Running> = []
  private let limit: TransferLimit
  private let lookups = LookupGauge()
  /// When libcurl wants to be called without an event.
  private var timer: ContinuousClock.Instant?
  /// No transfer can be idle too long before this.
  private var nextIdleCheck: ContinuousClock.Instant?

  /// - Returns: whether there is a thread now.
  static func startThread(for mailbox: DriverMailbox) -> Bool {
    var thread = pthread_t()
    let box = Unmanaged.passRetained(mailbox)
    let code = pthread_create(
      &thread, nil,
      { argument in
        guard let argument else { return nil }
        let mailbox = Unmanaged<DriverMailbox>.fromOpaque(argument).takeRetainedValue()
        if let driver = CurlDriver(mailbox) { driver.run() } else { mailbox.fail() }
        return nil
      }, box.toOpaque())
    guard code == 0 else {
      box.release()
      return false
    }
    pthread_detach(thread)
    return true
  }

  private init?(_ mailbox: DriverMailbox) {
    guard curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK, let multi = curl_multi_init() else { return nil }
    let epoll = epoll_create1(Int32(apus_epoll_close_on_exec))
    guard epoll >= 0 else {
      curl_multi_cleanup(multi)
      return nil
    }
    self.mailbox = mailbox
    self.multi = multi
    self.epoll = epoll
    self.limit = TransferLimit(mailbox.options)
    apus_epoll_set(epoll, EPOLL_CTL_ADD, mailbox.descriptor, apus_epoll_in)
    apus_curl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, limit.transfers)
  }

  deinit {
    curl_multi_cleanup(multi)
    close(epoll)
  }

  private func run() {
    let context = Unmanaged.passUnretained(self).toOpaque()
    apus_curl_multi_set_pointer(multi, CURLMOPT_SOCKETDATA, context)
    apus_curl_multi_set_pointer(multi, CURLMOPT_TIMERDATA, context)
    apus_curl_multi_set_socket_callback(multi) { _, socket, action, context, known in
      CurlDriver.from(context)?.watch(socket, for: action, isKnown: known != nil)
      return 0
    }
    apus_curl_multi_set_timer_callback(multi) { _, milliseconds, context in
      CurlDriver.from(context)?.timer = milliseconds < 0 ? nil : .now + .milliseconds(milliseconds)
      return 0
    }
    var events = [epoll_event](repeating: epoll_event(), count: 64)
    while true {
      let count = epoll_wait(epoll, &events, Int32(events.count), timeout())
      for event in events.prefix(Int(max(count, 0))) {
        var event = event
        let descriptor = apus_epoll_descriptor(&event)
        if descriptor == mailbox.descriptor {
          guard takeMessages() else { return }
        } else {
          act(on: descriptor, events: event.events)
        }
      }
      if let timer, timer <= .now {
        self.timer = nil
        act(on: CURL_SOCKET_TIMEOUT, events: 0)
      }
      collect()
      endIdle()
      admit()
    }
  }

  private static func from(_ context: UnsafeMutableRawPointer?) -> CurlDriver? {
    context.map { Unmanaged<CurlDriver>.fromOpaque($0).takeUnretainedValue() }
  }

  /// Milliseconds until something is due; -1 where nothing is.
  private func timeout() -> Int32 {
    guard let due = [timer, nextIdleCheck].compactMap({ $0 }).min() else { return -1 }
    let left = ContinuousClock.Instant.now.duration(to: due)
    guard left > .zero else { return 0 }
    return Int32(clamping: left.wholeMilliseconds + 1)
  }

  private func watch(_ socket: curl_socket_t, for action: Int32, isKnown: Bool) {
    guard action != CURL_POLL_REMOVE else {
      apus_epoll_set(epoll, EPOLL_CTL_DEL, socket, 0)
      curl_multi_assign(multi, socket, nil)
      return
    }
    var events: UInt32 = 0
    if action & CURL_POLL_IN != 0 { events |= apus_epoll_in }
    if action & CURL_POLL_OUT != 0 { events |= apus_epoll_out }
    if apus_epoll_set(epoll, isKnown ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, socket, events) != 0 {
      apus_epoll_set(epoll, isKnown ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, socket, events)
    }
    if !isKnown { curl_multi_assign(multi, socket, multi) }
  }

  private func act(on socket: curl_socket_t, events: UInt32) {
    var action: Int32 = 0
    if events & apus_epoll_in != 0 { action |= CURL_CSELECT_IN }
    if events & apus_epoll_out != 0 { action |= CURL_CSELECT_OUT }
    if events & apus_epoll_failed != 0 { action |= CURL_CSELECT_ERR }
    var left: Int32 = 0
    curl_multi_socket_action(multi, socket, action, &left)
  }

  /// - Returns: whether to go on.
  private func takeMessages() -> Bool {
    for message in mailbox.take() {
      switch message {
      case .start(let transfer, let continuation):
        waiting.append(Running(transfer: transfer, continuation: continuation))
      case .cancel(let transfer):
        if let index = waiting.firstIndex(where: { $0.transfer === transfer }) {
          let cancelled = waiting.remove(at: index)
          cancelled.continuation.resume(returning: .failure(transfer.completed(HTTPTaskError(.cancelled))))
        } else if let easy = transfer.easy {
          end(easy, with: .failure(transfer.completed(HTTPTaskError(.cancelled))))
        }
      case .stop: return false
      }
    }
    return true
  }

  /// Starts those that there is room for. Lookups are bounded too: each takes a thread of libcurl's.
  private func admit() {
    while running.count < limit.transfers, lookups.count < limit.lookups, let next = waiting.popFirst() {
      start(next.transfer, next.continuation)
    }
  }

  private func start(_ transfer: CurlTransfer, _ continuation: DriverMailbox.Continuation) {
    do throws(HTTPTaskError) {
      guard !transfer.isCancelled.load(ordering: .acquiring) else { throw HTTPTaskError(.cancelled) }
      let easy = try transfer.open(lookups)
      running[easy] = Running(transfer: transfer, continuation: continuation)
      guard curl_multi_add_handle(multi, easy) == CURLM_OK else {
        end(easy, with: .failure(HTTPTaskError(.transport(reason: "libcurl refused the transfer"))))
        return
      }
      let check = transfer.lastActivity + transfer.request.connection.idleTimeout
      nextIdleCheck = min(nextIdleCheck ?? check, check)
    } catch {
      transfer.close()
      continuation.resume(returning: .failure(error))
    }
  }

  /// Hands out the transfers that libcurl calls done.
  private func collect() {
    var found: Int32 = 0
    var code = CURLE_OK
    while let easy = apus_curl_next_done(multi, &code, &found), found != 0 {
      guard let done = running[easy] else { continue }
      end(easy, with: done.transfer.result(of: code))
    }
  }

  private func endIdle() {
    guard let check = nextIdleCheck, check <= .now else { return }
    nextIdleCheck = nil
    let now = ContinuousClock.Instant.now
    for (easy, entry) in running {
      let limit = entry.transfer.request.connection.idleTimeout
      let due = entry.transfer.lastActivity + limit
      if !entry.transfer.isConnected {
        // The connect timeout is libcurl's; the idle time begins after it.
        nextIdleCheck = min(nextIdleCheck ?? (now + limit), now + limit)
      } else if due <= now {
        let error = HTTPTaskError(.idleTimeout(host: entry.transfer.hostText, limit))
        end(easy, with: .failure(entry.transfer.completed(error)))
      } else {
        nextIdleCheck = min(nextIdleCheck ?? due, due)
      }
    }
  }

  private func end(_ easy: UnsafeMutableRawPointer, with result: Result<HTTPExchange, HTTPTaskError>) {
    guard let ended = running.removeValue(forKey: easy) else { return }
    curl_multi_remove_handle(multi, easy)
    ended.transfer.close()
    ended.continuation.resume(returning: result)
  }
}

extension Duration {
  var wholeMilliseconds: Int {
    let (seconds, attoseconds) = components
    let (product, isTooLarge) = seconds.multipliedReportingOverflow(by: 1000)
    return isTooLarge ? Int.max / 2 : Int(product) &+ Int(attoseconds / 1_000_000_000_000_000)
  }
}
