import CCurl
import Cryptography
import FlowStore

/// Writes a request into a libcurl handle.
struct CurlSetup {
  let easy: UnsafeMutableRawPointer
  /// Lists that must live as long as the handle.
  private(set) var lists: [UnsafeMutablePointer<curl_slist>] = []
  /// Whether libcurl took every option.
  private(set) var isComplete = true

  init(_ easy: UnsafeMutableRawPointer) {
    self.easy = easy
  }

  /// - Returns: the body to send, if there is one.
  mutating func apply(_ request: PreparedRequest, storage: (any FileStorage)?) throws(HTTPTaskError) -> BodyReader? {
    set(CURLOPT_URL, request.uri.text.revealed)
    set(CURLOPT_PROTOCOLS_STR, "http,https")
    set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
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
    setSecurity(request.connection)
    setProxy(request.connection.proxy)
    setAuthentication(request.authentication)
    return try setBody(request, storage: storage)
  }

  mutating func apply(_ options: TransportOptions) {
    if let caFile = options.caFile { set(CURLOPT_CAINFO, caFile) }
    set(CURLOPT_RESOLVE, options.resolve)
    set(CURLOPT_CONNECT_TO, options.connectTo)
  }

  private mutating func setCookies(_ request: PreparedRequest) {
    guard request.followsRedirects else { return }
    set(CURLOPT_COOKIEFILE, "")
    for cookie in request.cookies { set(CURLOPT_COOKIELIST, cookie) }
  }

  private mutating func setSecurity(_ connection: ConnectionSettings) {
    set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
    set(CURLOPT_SSL_ENABLE_ALPN, 0)
    guard connection.trustsAllCertificates else { return }
    set(CURLOPT_SSL_VERIFYPEER, 0)
    set(CURLOPT_SSL_VERIFYHOST, 0)
    // Nobody else may come upon a connection or session that was not checked.
    set(CURLOPT_SSL_SESSIONID_CACHE, 0)
    set(CURLOPT_FRESH_CONNECT, 1)
    set(CURLOPT_FORBID_REUSE, 1)
  }

  private mutating func setProxy(_ proxy: ProxySettings?) {
    // The empty proxy switches off those of the environment: only the flow decides.
    guard let proxy else { return set(CURLOPT_PROXY, "") }
    set(CURLOPT_NOPROXY, "")
    set(CURLOPT_PROXY, proxy.host)
    set(CURLOPT_PROXYPORT, proxy.port)
    switch proxy.kind {
    case .http: set(CURLOPT_PROXYTYPE, Int(CURLPROXY_HTTP.rawValue))
    case .socks: set(CURLOPT_PROXYTYPE, Int(CURLPROXY_SOCKS5_HOSTNAME.rawValue))
    }
    if let username = proxy.username, let password = proxy.password {
      set(CURLOPT_PROXYUSERNAME, username.revealed)
      set(CURLOPT_PROXYPASSWORD, password.revealed)
      set(CURLOPT_PROXYAUTH, proxy.kind == .http ? apus_curl_auth_any : apus_curl_auth_basic)
    }
  }

  private mutating func setAuthentication(_ authentication: HTTPAuthentication?) {
    switch authentication {
    case nil: return
    case .basic(let username, let password):
      set(CURLOPT_HTTPAUTH, apus_curl_auth_basic)
      set(CURLOPT_USERNAME, username.revealed)
      set(CURLOPT_PASSWORD, password.revealed)
    case .digest(let username, let password):
      set(CURLOPT_HTTPAUTH, apus_curl_auth_digest)
      set(CURLOPT_USERNAME, username.revealed)
      set(CURLOPT_PASSWORD, password.revealed)
    }
  }

  private mutating func setBody(
    _ request: PreparedRequest, storage: (any FileStorage)?
  ) throws(HTTPTaskError) -> BodyReader? {
    var headers = request.headers.map { $0.value.revealed.isEmpty ? "\($0.name);" : "\($0.name): \($0.value.revealed)" }
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
      let isGiven = headers.contains { $0.lowercased().hasPrefix(name.lowercased() + ":") }
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

// The calls back, and the plain options.
extension CurlSetup {
  mutating func observe(by context: UnsafeMutableRawPointer, errorText: UnsafeMutablePointer<CChar>) {
    check(apus_curl_set_pointer(easy, CURLOPT_ERRORBUFFER, errorText))
    for option in [CURLOPT_WRITEDATA, CURLOPT_HEADERDATA, CURLOPT_READDATA, CURLOPT_SEEKDATA, CURLOPT_PREREQDATA] {
      check(apus_curl_set_pointer(easy, option, context))
    }
    check(
      apus_curl_set_transfer_callback(easy, CURLOPT_WRITEFUNCTION) { bytes, _, count, context in
        let isWanted = CurlSetup.transfer(context)?.receivedBody(UnsafeRawBufferPointer(start: bytes, count: count))
        return isWanted == true ? count : count &+ 1
      })
    check(
      apus_curl_set_transfer_callback(easy, CURLOPT_HEADERFUNCTION) { bytes, _, count, context in
        let isWanted = CurlSetup.transfer(context)?.receivedHeader(UnsafeRawBufferPointer(start: bytes, count: count))
        return isWanted == true ? count : count &+ 1
      })
    check(
      apus_curl_set_transfer_callback(easy, CURLOPT_READFUNCTION) { bytes, size, count, context in
        let buffer = UnsafeMutableRawBufferPointer(start: bytes, count: size * count)
        return CurlSetup.transfer(context)?.giveBody(buffer) ?? Int(CURL_READFUNC_ABORT)
      })
    check(
      apus_curl_set_seek_callback(easy) { context, offset, _ in
        guard offset == 0 else { return CURL_SEEKFUNC_CANTSEEK }
        CurlSetup.transfer(context)?.rewindBody()
        return CURL_SEEKFUNC_OK
      })
    check(
      apus_curl_set_ready_callback(easy) { context, remote, _, port, _ in
        CurlSetup.transfer(context)?.connected(to: CurlSetup.address(remote, port))
        return CURL_PREREQFUNC_OK
      })
  }

  private static func transfer(_ context: UnsafeMutableRawPointer?) -> CurlTransfer? {
    context.map { Unmanaged<CurlTransfer>.fromOpaque($0).takeUnretainedValue() }
  }

  private static func address(_ text: UnsafeMutablePointer<CChar>?, _ port: Int32) -> String? {
    guard let text else { return nil }
    let address = String(cString: text)
    return address.contains(":") ? "[\(address)]:\(port)" : "\(address):\(port)"
  }

  private mutating func check(_ code: CURLcode) {
    if code != CURLE_OK { isComplete = false }
  }

  private mutating func set(_ option: CURLoption, _ value: Int) {
    check(apus_curl_set_long(easy, option, value))
  }

  private mutating func set(_ option: CURLoption, _ value: String) {
    check(apus_curl_set_string(easy, option, value))
  }

  private mutating func set(_ option: CURLoption, _ values: [String]) {
    guard !values.isEmpty else { return }
    guard let list = CurlList.make(values) else {
      isComplete = false
      return
    }
    lists.append(list)
    check(apus_curl_set_list(easy, option, list))
  }
}

/// libcurl's linked lists of text.
enum CurlList {
  static func make(_ values: [String]) -> UnsafeMutablePointer<curl_slist>? {
    var list: UnsafeMutablePointer<curl_slist>?
    for value in values {
      guard let longer = curl_slist_append(list, value) else {
        curl_slist_free_all(list)
        return nil
      }
      list = longer
    }
    return list
  }

  static func strings(_ list: UnsafeMutablePointer<curl_slist>?) -> [String] {
    var values: [String] = []
    var node = list
    while let entry = node?.pointee {
      if let data = entry.data { values.append(String(cString: data)) }
      node = entry.next
    }
    return values
  }
}
