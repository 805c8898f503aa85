import CCurl
import FlowStore
import Glibc
import Pebble
import Synchronization

/// One request on its way through libcurl.
///
/// `@unchecked Sendable`: made by one thread, then posted to the driver, and from then on touched by the driver's thread
/// alone. The one thing other threads reach is `isCancelled`, an atomic.
final class CurlTransfer: @unchecked Sendable {
  /// How much of the body of a redirect is read to keep its connection usable.
  static let redirectBodyLimit = 64 * 1024

  let request: PreparedRequest
  let terms: ExchangeTerms
  /// The proxy in use, of the request or of the environment.
  let proxy: ProxySettings?
  private let options: TransportOptions
  let isCancelled = Atomic(false)

  private(set) var easy: UnsafeMutableRawPointer?
  private(set) var clock = TransferClock()

  private(set) var head: ResponseHead
  private var body: [UInt8] = []
  private var writer: (any StoredFileWriter)?
  private(set) var bodyLength: Int64 = 0
  private var sent: Int64 = 0
  /// Why an address was not connected to; another one may have been.
  private(set) var denial: HTTPTaskError?
  /// The status of the last head when the request was last sent: a challenge changes it.
  private var headStatusWhenSent = 0
  /// Why a callback ended the transfer.
  private(set) var failure: HTTPTaskError?
  /// Enough of the body came: that of a redirect, or the sink said so.
  private var isCutShort = false
  private(set) var reader: BodyReader?
  private var lists: [UnsafeMutablePointer<curl_slist>] = []
  private let errorText = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))

  /// What OpenSSL said of the server.
  private(set) var tlsRecord: UnsafeMutablePointer<apus_tls_record>?
  /// How many of the transfers are still looking for an address; this one is while the gauge is here.
  private var lookups: LookupGauge?

  init(_ request: PreparedRequest, _ terms: ExchangeTerms, _ options: TransportOptions) {
    self.request = request
    self.terms = terms
    self.options = options
    let origin = request.uri.origin
    let proxy = request.connection.proxy ?? options.environmentProxies?.proxy(for: origin.scheme)
    self.proxy = proxy.flatMap { $0.serves(origin.host) ? $0 : nil }
    self.head = ResponseHead(limits: options.limits, host: "\(origin.shownHost):\(origin.port)")
    errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
  }

  deinit {
    close()
    errorText.deallocate()
  }

  var hostText: String { "\(request.uri.origin.shownHost):\(request.uri.origin.port)" }

  /// Makes the libcurl handle.
  func open(_ lookups: LookupGauge) throws(HTTPTaskError) -> UnsafeMutableRawPointer {
    try options.hostGuard.check(request.uri)
    guard let easy = curl_easy_init() else { throw HTTPTaskError(.transport(reason: "out of memory")) }
    self.easy = easy
    clock.start()
    var setup = CurlSetup(easy)
    reader = try setup.apply(request, proxy: proxy, storage: terms.storage, options)
    if request.uri.origin.scheme == "https", let record = apus_tls_record_make() {
      tlsRecord = record
      setup.check(apus_curl_record_tls(easy, record))
    }
    setup.setBuffers(for: terms.sink, bodyLength: reader?.length ?? 0)
    setup.observe(by: Unmanaged.passUnretained(self).toOpaque(), errorText: errorText)
    lists = setup.lists
    guard setup.isComplete else { throw HTTPTaskError(.transport(reason: "libcurl does not know an option")) }
    lookups.count += 1
    self.lookups = lookups
    return easy
  }

  private func endLookup() {
    lookups?.count -= 1
    lookups = nil
  }

  func close() {
    endLookup()
    if let easy { curl_easy_cleanup(easy) }
    easy = nil
    apus_tls_record_release(tlsRecord)
    tlsRecord = nil
    for list in lists { curl_slist_free_all(list) }
    lists = []
    reader = nil
  }

  var lastActivity: ContinuousClock.Instant { clock.lastActivity }
  /// Whether the request was, or is being, sent.
  var isConnected: Bool { clock.ready != nil }

  /// What became of the transfer.
  func result(of code: CURLcode) -> Result<HTTPExchange, HTTPTaskError> {
    if let failure { return .failure(completed(failure)) }
    guard let easy, code == CURLE_OK || isCutShort else {
      return .failure(completed(CurlFailure(code, of: self, text: String(cString: errorText)).error))
    }
    if proxy?.kind == .http, request.uri.origin.scheme == "http", head.status == 407 {
      return .failure(completed(HTTPTaskError(.proxy(reason: CurlFailure.proxyRefusal(of: self)))))
    }
    guard head.isComplete, (200...999).contains(head.status) else {
      return .failure(completed(HTTPTaskError(.malformed(host: hostText, reason: "the status is \(head.status)"))))
    }
    return .success(exchange(easy))
  }

  /// The error with what is known of the exchange.
  func completed(_ error: HTTPTaskError) -> HTTPTaskError {
    var error = error
    error.mayHaveBeenReceived = clock.mayHaveBeenReceived(easy)
    error.timing = clock.timing(easy, decodedBytes: bodyLength)
    return error
  }

  private func exchange(_ easy: UnsafeMutableRawPointer) -> HTTPExchange {
    var exchange = HTTPExchange(status: head.status, headers: head.headers, body: body, bodyLength: bodyLength)
    exchange.timing = clock.timing(easy, decodedBytes: bodyLength)
    exchange.measures.requestBytes = exchange.timing.requestBytes
    exchange.measures.responseBytes = exchange.timing.responseBytes
    apus_curl_get_offset(easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &exchange.measures.announcedLength)
    var cookies: UnsafeMutablePointer<curl_slist>?
    apus_curl_get_list(easy, CURLINFO_COOKIELIST, &cookies)
    exchange.cookies = CurlList.strings(cookies)
    curl_slist_free_all(cookies)
    if request.acceptsCompression { exchange.headers.removeEncoding() }
    return exchange
  }
}

// What libcurl calls during the transfer.
extension CurlTransfer {
  /// Called before the request is sent, each time that it is.
  ///
  /// - Returns: whether it may be. On a connection used before, libcurl sends again by itself when the server closed it
  ///   without a byte of an answer; that is for methods only that may be repeated.
  func connected(to address: String?) -> Bool {
    endLookup()
    guard let easy else { return false }
    let isRepeated = clock.ready != nil && !request.isIdempotent && head.status == headStatusWhenSent
    guard !isRepeated else {
      failure = HTTPTaskError(
        .connectionLost(host: hostText, reason: "it was closed after the request was sent, which is not sent twice"))
      return false
    }
    headStatusWhenSent = head.status
    clock.connected(easy, to: address)
    return true
  }

  /// Makes a socket for an address that the host, or the proxy, resolved to; none where the guard forbids it.
  func openSocket(_ address: UnsafeMutablePointer<curl_sockaddr>?) -> curl_socket_t {
    endLookup()
    guard let address else { return CURL_SOCKET_BAD }
    if options.hostGuard.judgesAddresses {
      do throws(HTTPTaskError) {
        guard let found = withUnsafePointer(to: &address.pointee.addr, { IPAddress($0) }) else {
          return CURL_SOCKET_BAD
        }
        try options.hostGuard.check(found, of: request.uri)
      } catch {
        denial = error
        return CURL_SOCKET_BAD
      }
    }
    return apus_open_socket(address)
  }

  /// - Returns: whether to go on.
  func receivedHeader(_ line: UnsafeRawBufferPointer) -> Bool {
    clock.receivedBytes()
    head.read(line)
    if let fault = head.fault {
      failure = HTTPTaskError(fault)
      return false
    }
    return !isCancelled.load(ordering: .relaxed)
  }

  /// - Returns: whether to go on.
  func receivedBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
    clock.receivedBytes()
    guard !isCancelled.load(ordering: .relaxed) else { return false }
    bodyLength += Int64(bytes.count)
    guard !isBomb else {
      failure = HTTPTaskError(.decompressionBomb(ratio: Int(options.limits.decompressionRatio)))
      return false
    }
    if request.followsRedirects && head.isRedirect {
      isCutShort = bodyLength > CurlTransfer.redirectBodyLimit
      return !isCutShort
    }
    do throws(HTTPTaskError) {
      isCutShort = try !keep(bytes)
      if isCutShort { return false }
    } catch {
      failure = error
      return false
    }
    terms.progress(.init(bytes: bodyLength, total: head.contentLength, isUpload: false))
    return true
  }

  /// Whether the body grew out of all proportion while it was decompressed.
  private var isBomb: Bool {
    guard bodyLength > options.limits.ratioFloor, let easy, !head.headers["content-encoding"].isEmpty else {
      return false
    }
    var received: Int64 = 0
    apus_curl_get_offset(easy, CURLINFO_SIZE_DOWNLOAD_T, &received)
    return bodyLength / max(received, 1) > options.limits.decompressionRatio
  }

  /// - Returns: whether more is wanted.
  private func keep(_ bytes: UnsafeRawBufferPointer) throws(HTTPTaskError) -> Bool {
    switch terms.sink {
    case .memory(let limit):
      guard bytes.count <= limit - body.count else { throw HTTPTaskError(.bodyTooLarge(limit: limit)) }
      body.append(contentsOf: bytes)
    case .opened(let open):
      if writer == nil { writer = try open(head.start) }
      do throws(StorageError) {
        try writer?.write(bytes)
      } catch {
        throw HTTPTaskError(.storage(error))
      }
    case .chunks(let take): return try take(head.start, Array(bytes))
    }
    return true
  }

  /// - Returns: how many bytes were given, or `nil` to end the transfer.
  func giveBody(_ buffer: UnsafeMutableRawBufferPointer) -> Int? {
    clock.movedBody()
    guard !isCancelled.load(ordering: .relaxed), let reader else { return nil }
    do {
      let count = try reader.read(into: buffer)
      sent += Int64(count)
      terms.progress(.init(bytes: sent, total: reader.length, isUpload: true))
      return count
    } catch {
      failure = error
      return nil
    }
  }

  func rewindBody() {
    sent = 0
    reader?.rewind()
  }
}

/// How many transfers are looking for the addresses of their hosts. The driver's thread alone touches it.
final class LookupGauge {
  var count = 0
}
