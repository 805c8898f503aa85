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
    HTTPTaskError(transfer.isCancelled.load(ordering: .acquiring) ? .cancelled : kind)
  }

  private var kind: HTTPTaskError.Kind {
    let host = transfer.hostText
    switch code {
    case CURLE_COULDNT_RESOLVE_HOST: return .unknownHost(host: transfer.request.uri.origin.shownHost)
    case CURLE_COULDNT_RESOLVE_PROXY: return .proxy(reason: "unknown host '\(proxyText)'")
    case CURLE_PROXY: return .proxy(reason: "\(proxyText): \(text)")
    case CURLE_COULDNT_CONNECT: return unconnected
    case CURLE_OPERATION_TIMEDOUT:
      return .connectTimeout(host: host, transfer.request.connection.connectTimeout)
    case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
      CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CACERT_BADFILE, CURLE_USE_SSL_FAILED:
      return .tls(host: host, reason: certificateFault ?? text)
    case CURLE_GOT_NOTHING: return .noAnswer(host: host)
    case CURLE_PARTIAL_FILE: return .truncated(host: host, reason: text)
    case CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL, CURLE_HTTP2, CURLE_HTTP_RETURNED_ERROR:
      return .malformed(host: host, reason: text)
    case CURLE_BAD_CONTENT_ENCODING: return .malformed(host: host, reason: "its compressed body is broken: \(text)")
    case CURLE_RECV_ERROR, CURLE_SEND_ERROR:
      if transfer.request.connection.proxy != nil && !transfer.isConnected {
        return .proxy(reason: "\(proxyText): \(text)")
      }
      return transfer.head.isComplete ? .truncated(host: host, reason: text) : .connectionLost(host: host, reason: text)
    case CURLE_SEND_FAIL_REWIND: return .connectionLost(host: host, reason: "the body cannot be sent again")
    default: return .transport(reason: text)
    }
  }

  private var unconnected: HTTPTaskError.Kind {
    var number = 0
    if let easy = transfer.easy { apus_curl_get_long(easy, CURLINFO_OS_ERRNO, &number) }
    let error = Int32(clamping: number)
    let reason = error == 0 ? text : String(cString: strerror(error))
    if transfer.request.connection.proxy != nil {
      return .proxy(reason: "connect to \(proxyText) failed: \(reason)")
    }
    return error == ECONNREFUSED
      ? .refused(host: transfer.hostText) : .unreachable(host: transfer.hostText, reason: reason)
  }

  private var proxyText: String {
    transfer.request.connection.proxy.map { "\($0.host):\($0.port)" } ?? ""
  }

  /// What OpenSSL holds against the certificate, in words. The numbers are those of `X509_V_ERR_…`.
  private var certificateFault: String? {
    var result = 0
    if let easy = transfer.easy { apus_curl_get_long(easy, CURLINFO_SSL_VERIFYRESULT, &result) }
    let advice = "give its authority with --ca-file"
    // OpenSSL's verdict is about the chain; the name is checked by libcurl, which only its text tells.
    if text.contains("subject name") { return "the certificate is for another host name (\(text))" }
    switch result {
    case 0: return nil
    case 9: return "the certificate is not valid yet"
    case 10: return "the certificate has expired"
    case 18: return "the certificate is self-signed: \(advice) if you trust it"
    case 19: return "the certificate chain ends in an unknown self-signed authority: \(advice) if you trust it"
    case 2, 20, 21:
      return "the issuer of the certificate is unknown: \(advice), or the server leaves out an intermediate"
    case 23: return "the certificate was revoked"
    case 62, 64: return "the certificate is for another host name"
    default: return text
    }
  }
}
