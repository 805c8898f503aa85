import CCurl
import Cryptography
import FlowStore

/// Writes a request into a libcurl handle.
struct CurlSetup {
  let easy: UnsafeMutableRawPointer
  /// Lists that must live as long as the handle.
  private(set) var lists: [UnsafeMutablePointer<curl_slist>] = []
  /// Whether libcurl took every option.
  var isComplete = true

  init(_ easy: UnsafeMutableRawPointer) {
    self.easy = easy
  }

  /// - Returns: the body to send, if there is one.
  mutating func apply(
    _ request: PreparedRequest, proxy: ProxySettings?, storage: (any FileStorage)?, _ options: TransportOptions
  ) throws(HTTPTaskError) -> BodyReader? {
    set(CURLOPT_URL, request.uri.text.revealed)
    set(CURLOPT_PROTOCOLS_STR, "http,https")
    let usesHTTP2 = options.usesHTTP2 && request.uri.origin.scheme == "https"
    set(CURLOPT_HTTP_VERSION, Int(usesHTTP2 ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1))
    set(CURLOPT_PATH_AS_IS, 1)
    set(CURLOPT_FOLLOWLOCATION, 0)
    set(CURLOPT_NOSIGNAL, 1)
    set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    set(CURLOPT_HEADEROPT, Int(CURLHEADER_SEPARATE))
    if request.acceptsCompression { set(CURLOPT_ACCEPT_ENCODING, "gzip, deflate, br, zstd") }
    set(CURLOPT_TCP_KEEPALIVE, 1)
    set(CURLOPT_CONNECTTIMEOUT_MS, max(1, request.connection.connectTimeout.wholeMilliseconds))
    if !request.isIdempotent {
      // On a connection used before, libcurl sends again when the server closed it without an answer. Its bytes may
      // have been read by then, so a request that must happen once gets a connection of its own.
      set(CURLOPT_FRESH_CONNECT, 1)
    }
    setCookies(request)
    if usesHTTP2 { set(CURLOPT_PIPEWAIT, 1) }
    if request.uri.origin.scheme == "https" { setSecurity(request.connection.tls, options) }
    setProxy(proxy)
    setAuthentication(request.authentication)
    set(CURLOPT_RESOLVE, options.resolve)
    set(CURLOPT_CONNECT_TO, options.connectTo)
    return try setBody(request, storage: storage)
  }

  /// Large transfers are moved in large pieces; the many small ones get along with what libcurl takes by itself.
  mutating func setBuffers(for sink: ResponseSink, bodyLength: Int64) {
    if case .opened = sink { set(CURLOPT_BUFFERSIZE, 256 * 1024) }
    if bodyLength > 1 << 20 { set(CURLOPT_UPLOAD_BUFFERSIZE, 512 * 1024) }
  }

  private mutating func setCookies(_ request: PreparedRequest) {
    guard request.followsRedirects else { return }
    set(CURLOPT_COOKIEFILE, "")
    for cookie in request.cookies { set(CURLOPT_COOKIELIST, cookie) }
  }

  private mutating func setBody(
    _ request: PreparedRequest, storage: (any FileStorage)?
  ) throws(HTTPTaskError) -> BodyReader? {
    var headers = request.headers.map { $0.value.revealed.isEmpty ? "\($0.name);" : "\($0.name): \($0.value.revealed)" }
    let given = headers.count
    var reader: BodyReader?
    switch request.body {
    case .none:
      // These methods are expected to carry a body: an explicit length of zero (RFC 9110, section 8.6).
      if ["POST", "PUT", "PATCH"].contains(request.method) { reader = BodyReader([], storage: nil) }
    case .bytes(let bytes, _): reader = BodyReader([.bytes(bytes)], storage: nil)
    case .multipart(let parts):
      guard let random = RandomBytes.make(count: 16) else {
        throw HTTPTaskError(.transport(reason: "no random bytes for the multipart boundary"))
      }
      let boundary = "apus" + random.map { String($0 >> 4, radix: 16) + String($0 & 0xF, radix: 16) }.joined()
      reader = try BodyReader(parts, boundary: boundary, storage: storage)
      headers.append("Content-Type: multipart/form-data; boundary=\(boundary)")
    }
    // A name with nothing after the colon tells libcurl not to send its own header of that name.
    for name in ["Accept", "Expect", "Content-Type", "User-Agent"] {
      let isGiven = request.headers.contains(named: name) || (name == "Content-Type" && headers.count > given)
      if !isGiven { headers.append(name + ":") }
    }
    set(CURLOPT_HTTPHEADER, headers)
    if let reader {
      set(CURLOPT_POST, 1)
      check(apus_curl_set_offset(easy, CURLOPT_POSTFIELDSIZE_LARGE, reader.length))
    }
    if request.method == "HEAD" { set(CURLOPT_NOBODY, 1) }
    set(CURLOPT_CUSTOMREQUEST, request.method)
    return reader
  }
}

// The plain options.
extension CurlSetup {
  mutating func check(_ code: CURLcode) {
    if code != CURLE_OK { isComplete = false }
  }

  mutating func set(_ option: CURLoption, _ value: Int) {
    check(apus_curl_set_long(easy, option, value))
  }

  mutating func set(_ option: CURLoption, _ value: String) {
    check(apus_curl_set_string(easy, option, value))
  }

  mutating func set(_ option: CURLoption, _ bytes: [UInt8]) {
    check(bytes.withUnsafeBytes { apus_curl_set_blob(easy, option, $0.baseAddress, $0.count) })
  }

  mutating func set(_ option: CURLoption, _ values: [String]) {
    guard !values.isEmpty else { return }
    guard let list = CurlList.make(values) else {
      isComplete = false
      return
    }
    lists.append(list)
    check(apus_curl_set_list(easy, option, list))
  }
}
