import CCurl
import Glibc

/// When the steps of a transfer came to pass, and what it knows of its connection.
struct TransferClock {
  private let posted = ContinuousClock.now
  private var started: ContinuousClock.Instant?
  /// The request was about to be sent on a connection that stands.
  private(set) var ready: ContinuousClock.Instant?
  private var sent: ContinuousClock.Instant?
  private var firstByte: ContinuousClock.Instant?
  /// The last time anything moved.
  private(set) var lastActivity = ContinuousClock.now

  private var remoteAddress: String?
  private var tlsVersion: String?
  /// What libcurl had sent before the present try of the request: to a proxy, or with an earlier challenge.
  private var sentBefore = 0

  mutating func start() {
    let now = ContinuousClock.now
    started = now
    lastActivity = now
  }

  /// Called when the request is about to be sent; only now does libcurl give out the TLS session.
  mutating func connected(_ easy: UnsafeMutableRawPointer, to address: String?) {
    let now = ContinuousClock.now
    if ready == nil { ready = now }
    sent = now
    lastActivity = now
    remoteAddress = address
    tlsVersion = apus_curl_tls_version(easy).map { String(cString: $0) }
    apus_curl_get_long(easy, CURLINFO_REQUEST_SIZE, &sentBefore)
  }

  mutating func movedBody() {
    lastActivity = .now
    sent = lastActivity
  }

  mutating func receivedBytes() {
    lastActivity = .now
    if firstByte == nil { firstByte = lastActivity }
  }

  /// Whether a byte of the request may have left for the server.
  func mayHaveBeenReceived(_ easy: UnsafeMutableRawPointer?) -> Bool {
    guard let easy, ready != nil else { return false }
    if firstByte != nil { return true }
    var number = 0
    apus_curl_get_long(easy, CURLINFO_REQUEST_SIZE, &number)
    return number > sentBefore
  }

  /// The phases until now.
  func timing(_ easy: UnsafeMutableRawPointer?, decodedBytes: Int64) -> ExchangeTiming {
    let now = ContinuousClock.now
    var timing = ExchangeTiming()
    guard let easy, let started else {
      timing.queued = posted.duration(to: now)
      return timing
    }
    timing.queued = posted.duration(to: started)
    let lookup = microseconds(CURLINFO_NAMELOOKUP_TIME_T, of: easy)
    let connect = microseconds(CURLINFO_CONNECT_TIME_T, of: easy)
    let secured = microseconds(CURLINFO_APPCONNECT_TIME_T, of: easy)
    timing.nameLookup = lookup
    timing.connect = max(.zero, connect - lookup)
    timing.tls = max(.zero, secured - max(connect, lookup))
    guard let ready else {
      // What has not ended yet is what the time went into.
      let rest = max(.zero, started.duration(to: now) - timing.nameLookup - timing.connect - timing.tls)
      if lookup == .zero {
        timing.nameLookup = rest
      } else if connect == .zero {
        timing.connect = rest
      } else {
        timing.tls += rest
      }
      return timing
    }
    let begun = max(started.duration(to: ready) - timing.nameLookup - timing.connect - timing.tls, .zero)
    let lastSent = min(sent ?? ready, firstByte ?? now)
    timing.send = begun + max(.zero, ready.duration(to: lastSent))
    timing.wait = max(ready, lastSent).duration(to: firstByte ?? now)
    if let firstByte { timing.receive = firstByte.duration(to: now) }
    addFacts(to: &timing, of: easy, decodedBytes: decodedBytes)
    return timing
  }

  private func addFacts(to timing: inout ExchangeTiming, of easy: UnsafeMutableRawPointer, decodedBytes: Int64) {
    var number = 0
    var offset: Int64 = 0
    apus_curl_get_long(easy, CURLINFO_NUM_CONNECTS, &number)
    timing.isReused = number == 0
    apus_curl_get_long(easy, CURLINFO_HTTP_VERSION, &number)
    timing.protocolVersion =
      switch number {
      case Int(CURL_HTTP_VERSION_1_0): "HTTP/1.0"
      case Int(CURL_HTTP_VERSION_1_1): "HTTP/1.1"
      case Int(CURL_HTTP_VERSION_2_0): "HTTP/2"
      default: ""
      }
    timing.tlsVersion = tlsVersion
    timing.remoteAddress = remoteAddress
    apus_curl_get_long(easy, CURLINFO_REQUEST_SIZE, &number)
    apus_curl_get_offset(easy, CURLINFO_SIZE_UPLOAD_T, &offset)
    timing.requestBytes = Int64(number) + offset
    apus_curl_get_long(easy, CURLINFO_HEADER_SIZE, &number)
    apus_curl_get_offset(easy, CURLINFO_SIZE_DOWNLOAD_T, &offset)
    timing.responseBytes = Int64(number) + offset
    timing.decodedBytes = decodedBytes
  }

  private func microseconds(_ info: CURLINFO, of easy: UnsafeMutableRawPointer) -> Duration {
    var count: Int64 = 0
    apus_curl_get_offset(easy, info, &count)
    return .microseconds(max(0, count))
  }
}
