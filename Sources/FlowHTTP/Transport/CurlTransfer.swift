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
  static let headerLimit = 300 * 1024
  /// How much of the body of a redirect is read to keep its connection usable.
  static let redirectBodyLimit = 64 * 1024

  let request: PreparedRequest
  let terms: ExchangeTerms
  let isCancelled = Atomic(false)

  private(set) var easy: UnsafeMutableRawPointer?
  private(set) var clock = TransferClock()

  var head = ResponseHead()
  private var body: [UInt8] = []
  private var writer: (any StoredFileWriter)?
  private(set) var bodyLength: Int64 = 0
  private var sent: Int64 = 0
  /// Why a callback ended the transfer.
  private(set) var failure: HTTPTaskError?
  /// Enough of the body came: that of a redirect, or the sink said so.
  private var isCutShort = false
  private(set) var reader: BodyReader?
  private var lists: [UnsafeMutablePointer<curl_slist>] = []
  private let errorText = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))

  init(_ request: PreparedRequest, _ terms: ExchangeTerms) {
    self.request = request
    self.terms = terms
    errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
  }

  deinit {
    close()
    errorText.deallocate()
  }

  var hostText: String { "\(request.uri.origin.shownHost):\(request.uri.origin.port)" }

  /// Makes the libcurl handle.
  func open(_ options: TransportOptions) throws(HTTPTaskError) -> UnsafeMutableRawPointer {
    guard let easy = curl_easy_init() else { throw HTTPTaskError(.transport(reason: "out of memory")) }
    self.easy = easy
    clock.start()
    var setup = CurlSetup(easy)
    reader = try setup.apply(request, storage: terms.storage)
    setup.apply(options)
    setup.observe(by: Unmanaged.passUnretained(self).toOpaque(), errorText: errorText)
    lists = setup.lists
    guard setup.isComplete else { throw HTTPTaskError(.transport(reason: "libcurl does not know an option")) }
    return easy
  }

  func close() {
    if let easy { curl_easy_cleanup(easy) }
    easy = nil
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
  func connected(to address: String?) {
    if let easy { clock.connected(easy, to: address) }
  }

  /// - Returns: whether to go on.
  func receivedHeader(_ line: UnsafeRawBufferPointer) -> Bool {
    clock.receivedBytes()
    head.read(line)
    guard head.bytes <= CurlTransfer.headerLimit else {
      failure = HTTPTaskError(.tooManyHeaderBytes(limit: CurlTransfer.headerLimit))
      return false
    }
    return !isCancelled.load(ordering: .relaxed)
  }

  /// - Returns: whether to go on.
  func receivedBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
    clock.receivedBytes()
    guard !isCancelled.load(ordering: .relaxed) else { return false }
    bodyLength += Int64(bytes.count)
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
