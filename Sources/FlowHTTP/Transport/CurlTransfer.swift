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
  private(set) var lastActivity = ContinuousClock.now
  private(set) var isConnected = false

  var head = ResponseHead()
  private var body: [UInt8] = []
  private var writer: (any StoredFileWriter)?
  private(set) var bodyLength: Int64 = 0
  private var sent: Int64 = 0
  /// Why a callback ended the transfer.
  private(set) var failure: HTTPTaskError?
  /// The body of a redirect was long enough.
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
    lastActivity = .now
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

  /// What became of the transfer.
  func result(of code: CURLcode) -> Result<HTTPExchange, HTTPTaskError> {
    if let failure { return .failure(failure) }
    guard let easy, code == CURLE_OK || isCutShort else {
      return .failure(CurlFailure(code, of: self, text: String(cString: errorText)).error)
    }
    guard head.isComplete, (200...999).contains(head.status) else {
      return .failure(HTTPTaskError(.malformed(host: hostText, reason: "the status is \(head.status)")))
    }
    var exchange = HTTPExchange(status: head.status, headers: head.headers, body: body, bodyLength: bodyLength)
    var number: Int = 0
    var offset: Int64 = 0
    apus_curl_get_long(easy, CURLINFO_REQUEST_SIZE, &number)
    apus_curl_get_offset(easy, CURLINFO_SIZE_UPLOAD_T, &offset)
    exchange.measures.requestBytes = Int64(number) + offset
    apus_curl_get_long(easy, CURLINFO_HEADER_SIZE, &number)
    apus_curl_get_offset(easy, CURLINFO_SIZE_DOWNLOAD_T, &offset)
    exchange.measures.responseBytes = Int64(number) + offset
    apus_curl_get_offset(easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &exchange.measures.announcedLength)
    var cookies: UnsafeMutablePointer<curl_slist>?
    apus_curl_get_list(easy, CURLINFO_COOKIELIST, &cookies)
    exchange.cookies = CurlList.strings(cookies)
    curl_slist_free_all(cookies)
    exchange.headers.removeEncoding()
    return .success(exchange)
  }
}

// What libcurl calls during the transfer.
extension CurlTransfer {
  func connected() {
    isConnected = true
    lastActivity = .now
  }

  /// - Returns: whether to go on.
  func receivedHeader(_ line: UnsafeRawBufferPointer) -> Bool {
    lastActivity = .now
    head.read(line)
    guard head.bytes <= CurlTransfer.headerLimit else {
      failure = HTTPTaskError(.tooManyHeaderBytes(limit: CurlTransfer.headerLimit))
      return false
    }
    return !isCancelled.load(ordering: .relaxed)
  }

  /// - Returns: whether to go on.
  func receivedBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
    lastActivity = .now
    guard !isCancelled.load(ordering: .relaxed) else { return false }
    bodyLength += Int64(bytes.count)
    if request.followsRedirects && head.isRedirect {
      isCutShort = bodyLength > CurlTransfer.redirectBodyLimit
      return !isCutShort
    }
    do throws(HTTPTaskError) {
      try keep(bytes)
    } catch {
      failure = error
      return false
    }
    terms.progress(.init(bytes: bodyLength, total: head.contentLength, isUpload: false))
    return true
  }

  private func keep(_ bytes: UnsafeRawBufferPointer) throws(HTTPTaskError) {
    switch terms.sink {
    case .memory(let limit):
      guard bytes.count <= limit - body.count else { throw HTTPTaskError(.bodyTooLarge(limit: limit)) }
      body.append(contentsOf: bytes)
    case .opened(let open):
      if writer == nil { writer = try open(head.headers) }
      do throws(StorageError) {
        try writer?.write(bytes)
      } catch {
        throw HTTPTaskError(.storage(error))
      }
    }
  }

  /// - Returns: how many bytes were given, or `nil` to end the transfer.
  func giveBody(_ buffer: UnsafeMutableRawBufferPointer) -> Int? {
    lastActivity = .now
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
