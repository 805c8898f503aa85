import CCurl

/// Why a TLS handshake failed, in words.
struct TLSFault {
  let reason: String

  init(_ code: CURLcode, text: String, record: UnsafeMutablePointer<apus_tls_record>?) {
    if code == CURLE_SSL_CACERT_BADFILE {
      reason = "the certificate authorities cannot be read: give PEM text with at least one certificate"
    } else if code == CURLE_SSL_CERTPROBLEM {
      reason =
        "the client's certificate or key cannot be used (\(text)): check its form, its password and that both belong together"
    } else {
      reason = record.flatMap { TLSFault.certificateFault($0, text: text) } ?? TLSFault.handshakeFault(text)
    }
  }

  /// What OpenSSL, or libcurl for the name, holds against the certificate. The numbers are those of `X509_V_ERR_…`.
  private static func certificateFault(_ record: UnsafeMutablePointer<apus_tls_record>, text: String) -> String? {
    let advice = "trust it with --ca-file or options.ssl.caCertificates if it is yours"
    let issuer = string(&record.pointee.issuer)
    let shownIssuer = issuer.isEmpty ? "" : " '\(issuer)'"
    switch record.pointee.error {
    case 0:
      guard text.contains("subject name") else { return nil }
      let names = string(&record.pointee.names)
      return "the certificate is for another host name" + (names.isEmpty ? " and names none" : ": it names \(names)")
    case 9: return "the certificate is not valid yet: it begins on \(string(&record.pointee.not_before))"
    case 10: return "the certificate has expired on \(string(&record.pointee.not_after))"
    case 18: return "the certificate is self-signed: \(advice)"
    case 19: return "the certificate chain ends in an unknown self-signed authority\(shownIssuer): \(advice)"
    case 2, 20, 21:
      return
        "the issuer of the certificate is unknown\(shownIssuer): \(advice), or the server leaves out an intermediate"
    case 23: return "the certificate was revoked"
    case 26: return "the certificate is not made for servers"
    case 62, 64: return "the certificate is for another host name"
    case 66, 67, 68: return "the certificate's key or signature is too weak"
    default: return String(cString: apus_tls_error_text(record.pointee.error))
    }
  }

  /// What OpenSSL's error text means.
  private static func handshakeFault(_ text: String) -> String {
    if let reason = refusedClient(text) { return reason }
    let meanings = [
      ("wrong version number", "the server does not speak TLS on this port"),
      ("packet length too long", "the server does not speak TLS on this port"),
      ("unsupported protocol", "the server speaks only a TLS version that is too old"),
      ("alert protocol version", "the server and this client have no TLS version in common"),
      ("no protocols available", "no TLS version is left to offer"),
      ("handshake failure", "the server accepts no cipher that is offered, or wants a client certificate"),
      ("no shared cipher", "the server accepts no cipher that is offered"),
      ("dh key too small", "the server's key exchange is too weak"),
      ("ee key too small", "the certificate's key is too weak"),
      ("unrecognized name", "the server knows no host of that name"),
      ("alert internal error", "the server reports an internal error"),
      ("unexpected eof", "the server closed the connection during the handshake"),
      ("SSL_ERROR_SYSCALL", "the connection was lost during the handshake"),
      ("reset by peer", "the connection was lost during the handshake"),
    ]
    return meanings.first { text.contains($0.0) }.map { "\($0.1) (\(text))" } ?? text
  }

  /// The alerts by which a server refuses the client's certificate, or asks for one.
  static func refusedClient(_ text: String) -> String? {
    if text.contains("certificate required") {
      return "the server wants a client certificate: set options.ssl.clientCertificate"
    }
    let alerts = [
      "alert bad certificate", "alert unknown ca", "alert certificate expired", "alert certificate unknown",
      "alert certificate revoked", "alert unsupported certificate", "alert access denied",
    ]
    return alerts.contains(where: text.contains) ? "the server refused the client's certificate (\(text))" : nil
  }

  private static func string<Characters>(_ characters: inout Characters) -> String {
    withUnsafeBytes(of: &characters) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self).printable
    }
  }
}
