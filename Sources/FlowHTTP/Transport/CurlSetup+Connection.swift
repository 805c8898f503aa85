import CCurl
import Pebble

// How to reach the server, and how to be sure that it is the right one.
extension CurlSetup {
  mutating func setSecurity(_ tls: TLSSettings, _ options: TransportOptions) {
    let version = max(tls.minimumVersion ?? options.minimumTLSVersion, options.minimumTLSVersion)
    set(CURLOPT_SSLVERSION, Int(version == .tls13 ? CURL_SSLVERSION_TLSv1_3 : CURL_SSLVERSION_TLSv1_2))
    if let authorities = tls.authorities {
      set(CURLOPT_CAINFO_BLOB, Array(authorities.revealed.utf8))
    } else if let caFile = options.caFile {
      set(CURLOPT_CAINFO, caFile)
    }
    setClientCertificate(tls.clientCertificate, options)
    guard tls.trustsAllCertificates else { return }
    set(CURLOPT_SSL_VERIFYPEER, 0)
    set(CURLOPT_SSL_VERIFYHOST, 0)
    keepToItself()
  }

  /// Nobody else may come upon the connection or its session, nor this transfer upon another's.
  private mutating func keepToItself() {
    set(CURLOPT_SSL_SESSIONID_CACHE, 0)
    set(CURLOPT_FRESH_CONNECT, 1)
    set(CURLOPT_FORBID_REUSE, 1)
  }

  private mutating func setClientCertificate(_ certificate: ClientCertificate?, _ options: TransportOptions) {
    switch certificate {
    case .pem(let certificate, let key, let password):
      set(CURLOPT_SSLCERT_BLOB, Array(certificate.revealed.utf8))
      set(CURLOPT_SSLCERTTYPE, "PEM")
      set(CURLOPT_SSLKEY_BLOB, Array(key.revealed.utf8))
      set(CURLOPT_KEYPASSWD, password?.revealed ?? "")
      // libcurl compares certificates of connections by their file names, which these have not.
      keepToItself()
    case .pkcs12(let bytes, let password):
      set(CURLOPT_SSLCERT_BLOB, bytes)
      set(CURLOPT_SSLCERTTYPE, "P12")
      set(CURLOPT_KEYPASSWD, password?.revealed ?? "")
      keepToItself()
    case nil:
      guard let file = options.clientCertificateFile else { return }
      set(CURLOPT_SSLCERT, file)
      set(CURLOPT_SSLKEY, options.clientKeyFile ?? file)
      set(CURLOPT_KEYPASSWD, options.clientKeyPassword?.revealed ?? "")
    }
  }

  mutating func setProxy(_ proxy: ProxySettings?) {
    // The empty proxy switches off those of the environment, which libcurl would read by itself.
    guard let proxy else { return set(CURLOPT_PROXY, "") }
    set(CURLOPT_NOPROXY, "")
    set(CURLOPT_PROXY, proxy.host.contains(":") && !proxy.host.hasPrefix("[") ? "[\(proxy.host)]" : proxy.host)
    set(CURLOPT_PROXYPORT, proxy.port)
    switch proxy.kind {
    case .http: set(CURLOPT_PROXYTYPE, Int(CURLPROXY_HTTP.rawValue))
    case .socks: set(CURLOPT_PROXYTYPE, Int(CURLPROXY_SOCKS5_HOSTNAME.rawValue))
    }
    guard let username = proxy.username, let password = proxy.password else { return }
    set(CURLOPT_PROXYUSERNAME, username.revealed)
    set(CURLOPT_PROXYPASSWORD, password.revealed)
    if proxy.kind == .http { set(CURLOPT_PROXYAUTH, apus_curl_auth_any) }
    // A tunnel that somebody's password opened is that one's alone: libcurl compares the password of a tunnel only in
    // versions that not all systems have.
    set(CURLOPT_FRESH_CONNECT, 1)
    set(CURLOPT_FORBID_REUSE, 1)
  }

  mutating func setAuthentication(_ authentication: HTTPAuthentication?) {
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
}

extension TLSVersion: Comparable {
  public static func < (left: TLSVersion, right: TLSVersion) -> Bool {
    left.rawValue < right.rawValue
  }
}
