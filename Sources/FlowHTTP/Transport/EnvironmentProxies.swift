import CCurl
import Pebble

/// The proxies that the variables `http_proxy`, `https_proxy`, `all_proxy` and `no_proxy` name, in lower case or upper
/// case (`HTTP_PROXY` is not read: a CGI client could set it).
public struct EnvironmentProxies: Hashable, Sendable {
  private var http: ProxySettings?
  private var https: ProxySettings?

  public init(_ environment: [String: String]) throws(HTTPTaskError) {
    func value(_ names: String...) -> String? {
      names.lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
    }
    let exceptions = (value("no_proxy", "NO_PROXY") ?? "").split { $0 == "," || $0 == " " }.map(String.init)
    let all = value("all_proxy", "ALL_PROXY")
    http = try EnvironmentProxies.proxy(value("http_proxy") ?? all, exceptions)
    https = try EnvironmentProxies.proxy(value("https_proxy", "HTTPS_PROXY") ?? all, exceptions)
  }

  func proxy(for scheme: String) -> ProxySettings? {
    scheme == "https" ? https : http
  }

  private static func proxy(_ text: String?, _ exceptions: [String]) throws(HTTPTaskError) -> ProxySettings? {
    guard let text else { return nil }
    let invalid = HTTPTaskError(
      .invalidProxy(
        reason: "A proxy of the environment is no http:// or socks5h:// address: check http_proxy and its kin"))
    guard let handle = curl_url() else { throw HTTPTaskError(.transport(reason: "out of memory")) }
    defer { curl_url_cleanup(handle) }
    let full = text.contains("://") ? text : "http://" + text
    guard curl_url_set(handle, CURLUPART_URL, full, UInt32(CURLU_NON_SUPPORT_SCHEME)) == CURLUE_OK else {
      throw invalid
    }
    func part(_ part: CURLUPart) -> String? {
      var found: UnsafeMutablePointer<CChar>?
      guard curl_url_get(handle, part, &found, UInt32(CURLU_URLDECODE)) == CURLUE_OK, let found else { return nil }
      defer { curl_free(found) }
      return String(cString: found)
    }
    let kind: ProxySettings.Kind
    switch part(CURLUPART_SCHEME) {
    case "http": kind = .http
    case "socks5", "socks5h": kind = .socks
    default: throw invalid
    }
    guard let host = part(CURLUPART_HOST), !host.isEmpty,
      let port = Int(part(CURLUPART_PORT) ?? (kind == .http ? "80" : "1080"))
    else { throw invalid }
    func hidden(_ text: String?) -> LabelledText? { text.map { LabelledText(revealed: $0, masked: Secret.mask) } }
    var proxy = ProxySettings(
      kind, host: host, port: port, username: hidden(part(CURLUPART_USER)), password: hidden(part(CURLUPART_PASSWORD)))
    proxy.exceptions = exceptions
    return proxy
  }
}
