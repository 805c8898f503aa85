import CCurl
import Pebble

/// An http or https address as it goes on the wire, with what is needed of its parts.
///
/// The parts come from libcurl's own parser, so what is checked here is what is connected to.
public struct RequestURI: Hashable, Sendable, CustomStringConvertible {
  /// ASCII, with its fragment.
  public let text: LabelledText
  public let origin: HTTPOrigin

  /// Reads a rendered `uri`: spaces become `%20` and characters outside ASCII their UTF-8 escapes; anything else that
  /// RFC 3986 forbids is refused.
  public init(_ uri: LabelledText) throws(HTTPTaskError) {
    let spaced = uri.map { $0.replacingSpaces }
    if let fault = URISyntax.fault(in: spaced.revealed) {
      throw HTTPTaskError(.invalidURI(uri: spaced.masked.printable, reason: fault))
    }
    try self.init(checked: spaced.map(URISyntax.escapingNonASCII))
  }

  /// Resolves the `Location` of an answer against the address that gave it.
  func resolving(location: String) throws(HTTPTaskError) -> RequestURI {
    guard let handle = curl_url() else { throw HTTPTaskError(.transport(reason: "out of memory")) }
    defer { curl_url_cleanup(handle) }
    guard curl_url_set(handle, CURLUPART_URL, text.revealed, UInt32(CURLU_PATH_AS_IS)) == CURLUE_OK,
      curl_url_set(
        handle, CURLUPART_URL, location, UInt32(CURLU_URLENCODE | CURLU_NON_SUPPORT_SCHEME)) == CURLUE_OK,
      let resolved = RequestURI.part(CURLUPART_URL, of: handle)
    else { throw HTTPTaskError(.invalidRedirect(reason: "its Location is not a valid address")) }
    // A server may put what it was sent into its answer: a secret in the address keeps its label.
    let isRepeated = text.isSecret
    return try RequestURI(
      checked: isRepeated ? LabelledText(revealed: resolved, masked: Secret.mask) : LabelledText(resolved))
  }

  private init(checked text: LabelledText) throws(HTTPTaskError) {
    guard let handle = curl_url() else { throw HTTPTaskError(.transport(reason: "out of memory")) }
    defer { curl_url_cleanup(handle) }
    guard let separator = text.revealed.firstRange(of: "://") else {
      throw HTTPTaskError(.invalidURI(uri: text.masked, reason: "Target host is not specified"))
    }
    let scheme = text.revealed[..<separator.lowerBound].lowercased()
    guard scheme == "http" || scheme == "https" else {
      let shown = text.isSecret ? Secret.mask : scheme.printable
      throw HTTPTaskError(.unsupportedScheme(scheme: shown))
    }
    let flags = UInt32(CURLU_PATH_AS_IS | CURLU_NON_SUPPORT_SCHEME)
    guard curl_url_set(handle, CURLUPART_URL, text.revealed, flags) == CURLUE_OK else {
      throw HTTPTaskError(.invalidURI(uri: text.masked, reason: "The host or port is not valid"))
    }
    // Kestra refuses it too; a password in an address ends up in logs.
    guard RequestURI.part(CURLUPART_USER, of: handle) == nil, RequestURI.part(CURLUPART_PASSWORD, of: handle) == nil
    else { throw HTTPTaskError(.userInfoInURI) }
    guard let host = RequestURI.part(CURLUPART_HOST, of: handle), !host.isEmpty,
      let port = RequestURI.part(CURLUPART_PORT, of: handle, flags: UInt32(CURLU_DEFAULT_PORT)).flatMap(Int.init),
      (1...65535).contains(port)
    else { throw HTTPTaskError(.invalidURI(uri: text.masked, reason: "The host or port is not valid")) }
    self.text = text
    let isShown = !text.isSecret || text.masked.contains(host)
    self.origin = HTTPOrigin(
      scheme: scheme, host: host.lowercased(), port: port, shownHost: isShown ? host : Secret.mask)
  }

  private static func part(_ part: CURLUPart, of handle: OpaquePointer, flags: UInt32 = 0) -> String? {
    var text: UnsafeMutablePointer<CChar>?
    guard curl_url_get(handle, part, &text, flags) == CURLUE_OK, let text else { return nil }
    defer { curl_free(text) }
    return String(cString: text)
  }

  /// The path as a server understands it: without the segments `.` and `..`, also where those are escaped.
  var path: String {
    let address = text.revealed
    guard let separator = address.firstRange(of: "://") else { return "/" }
    let rest = address[separator.upperBound...].prefix { $0 != "?" && $0 != "#" }
    guard let slash = rest.firstIndex(of: "/") else { return "/" }
    var segments: [Substring] = []
    for segment in rest[slash...].dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
      switch segment.lowercased().replacing("%2e", with: ".") {
      case ".": continue
      case "..": _ = segments.popLast()
      default: segments.append(segment)
      }
    }
    return "/" + segments.joined(separator: "/")
  }

  public var description: String { text.masked }
}

/// Scheme, host and port: what decides whether two addresses belong together (RFC 6454).
public struct HTTPOrigin: Hashable, Sendable, CustomStringConvertible {
  public let scheme: String
  public let host: String
  public let port: Int
  /// The host, or a mask where it is secret.
  let shownHost: String

  public var description: String { "\(scheme)://\(shownHost):\(port)" }

  public static func == (left: HTTPOrigin, right: HTTPOrigin) -> Bool {
    left.scheme == right.scheme && left.host == right.host && left.port == right.port
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(scheme)
    hasher.combine(host)
    hasher.combine(port)
  }
}
