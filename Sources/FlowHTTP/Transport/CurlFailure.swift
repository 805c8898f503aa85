import CCurl
import Glibc

/// libcurl's reasons in the words of this module.
struct CurlFailure {
  private let code: CURLcode
  private let transfer: CurlTransfer
  /// libcurl's own text. It may name hosts, never headers or bodies; it is not used where the host is secret.
  private let text: String

  init(_ code: CURLcode, of transfer: CurlTransfer, text: String) {
    self.code = code
    self.transfer = transfer
    let fallback = String(cString: curl_easy_strerror(code))
    let isShown = !transfer.request.uri.text.isSecret && !text.isEmpty
    self.text = (isShown ? text : fallback).printable
  }

  var error: HTTPTaskError {
    if transfer.isCancelled.load(ordering: .acquiring) { return HTTPTaskError(.cancelled) }
    if code == CURLE_COULDNT_CONNECT, let denial = transfer.denial { return denial }
    return HTTPTaskError(kind)
  }

  private var kind: HTTPTaskError.Kind {
    let host = transfer.hostText
    switch code {
    case CURLE_COULDNT_RESOLVE_HOST: return .unknownHost(host: transfer.request.uri.origin.shownHost)
    case CURLE_COULDNT_RESOLVE_PROXY: return .proxy(reason: "unknown host '\(proxyText)'")
    case CURLE_PROXY: return .proxy(reason: socksRefusal)
    case CURLE_COULDNT_CONNECT: return unconnected
    case CURLE_OPERATION_TIMEDOUT:
      let limit = transfer.request.connection.connectTimeout
      guard transfer.proxy == nil else {
        return .proxy(reason: "no connection through \(proxyText) within \(limit) (options.timeout.connectTimeout)")
      }
      return .connectTimeout(host: host, limit)
    case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
      CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CACERT_BADFILE, CURLE_USE_SSL_FAILED:
      return .tls(host: host, reason: TLSFault(code, text: text, record: transfer.tlsRecord).reason)
    case CURLE_GOT_NOTHING: return .noAnswer(host: host)
    case CURLE_PARTIAL_FILE: return .truncated(host: host, reason: text)
    case CURLE_HTTP2, CURLE_HTTP2_STREAM:
      return transfer.head.isComplete
        ? .truncated(host: host, reason: text) : .connectionLost(host: host, reason: text)
    case CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL, CURLE_HTTP_RETURNED_ERROR:
      return .malformed(host: host, reason: text)
    case CURLE_OUT_OF_MEMORY where transfer.isConnected && !transfer.head.isComplete:
      // The word of libcurl for a header line of more than 100 KiB.
      return .tooManyHeaderBytes(limit: 100 * 1024)
    case CURLE_BAD_CONTENT_ENCODING: return .malformed(host: host, reason: "its compressed body is broken: \(text)")
    case CURLE_RECV_ERROR, CURLE_SEND_ERROR: return lost
    case CURLE_SEND_FAIL_REWIND: return .connectionLost(host: host, reason: "the body cannot be sent again")
    default: return .transport(reason: text)
    }
  }

  private var lost: HTTPTaskError.Kind {
    let host = transfer.hostText
    if transfer.proxy != nil && !transfer.isConnected {
      if connectStatus >= 400 { return .proxy(reason: CurlFailure.proxyRefusal(of: transfer)) }
      return .proxy(reason: "\(proxyText): \(text)")
    }
    // With TLS 1.3 a server judges the client's certificate only after the handshake.
    if let reason = TLSFault.refusedClient(text) { return .tls(host: host, reason: reason) }
    return transfer.head.isComplete ? .truncated(host: host, reason: text) : .connectionLost(host: host, reason: text)
  }

  private var unconnected: HTTPTaskError.Kind {
    var number = 0
    if let easy = transfer.easy { apus_curl_get_long(easy, CURLINFO_OS_ERRNO, &number) }
    let error = Int32(clamping: number)
    let reason = error == 0 ? text : String(cString: strerror(error))
    if transfer.proxy != nil {
      if connectStatus >= 400 { return .proxy(reason: CurlFailure.proxyRefusal(of: transfer)) }
      return .proxy(reason: "connect to \(proxyText) failed: \(reason)")
    }
    return error == ECONNREFUSED
      ? .refused(host: transfer.hostText) : .unreachable(host: transfer.hostText, reason: reason)
  }

  private var proxyText: String {
    transfer.proxy.map { "\($0.host):\($0.port)" } ?? ""
  }

  /// What the proxy answered to CONNECT; 0 where nothing.
  private var connectStatus: Int {
    var number = 0
    if let easy = transfer.easy { apus_curl_get_long(easy, CURLINFO_HTTP_CONNECTCODE, &number) }
    return number
  }

  /// A proxy's status code, in words.
  static func proxyRefusal(of transfer: CurlTransfer) -> String {
    let failure = CurlFailure(CURLE_PROXY, of: transfer, text: "")
    let status = failure.connectStatus == 0 ? transfer.head.status : failure.connectStatus
    let isKnown = transfer.proxy?.username != nil && transfer.proxy?.password != nil
    return switch status {
    case 407 where isKnown: "\(failure.proxyText) refused the user name or password (407)"
    case 407:
      "\(failure.proxyText) wants a user name and password (407): set options.proxy.username and options.proxy.password"
    case 403: "\(failure.proxyText) forbids the way to \(transfer.hostText) (403)"
    default: "\(failure.proxyText) answered \(status) when asked for the way to \(transfer.hostText)"
    }
  }

  /// The reply codes of RFC 1928 and 1929, in words.
  private var socksRefusal: String {
    var number = 0
    if let easy = transfer.easy { apus_curl_get_long(easy, CURLINFO_PROXY_ERROR, &number) }
    let host = transfer.hostText
    switch UInt32(clamping: number) {
    case CURLPX_USER_REJECTED.rawValue: return "\(proxyText) refused the user name or password"
    case CURLPX_NO_AUTH.rawValue:
      return
        "\(proxyText) accepts no way to log in that is offered: set options.proxy.username and options.proxy.password"
    case CURLPX_REPLY_CONNECTION_REFUSED.rawValue: return "\(proxyText) reports that \(host) refused the connection"
    case CURLPX_REPLY_HOST_UNREACHABLE.rawValue: return "\(proxyText) cannot reach or does not know \(host)"
    case CURLPX_REPLY_NETWORK_UNREACHABLE.rawValue:
      return "\(proxyText) reports that the network of \(host) is unreachable"
    case CURLPX_REPLY_NOT_ALLOWED.rawValue: return "\(proxyText) forbids the way to \(host)"
    default: return "\(proxyText): \(text)"
    }
  }
}
