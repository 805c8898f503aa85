import FlowStore
import Pebble

extension RequestProperties {
  /// The exact request to send. Equal tasks prepare equal requests; nothing is opened or sent yet.
  func prepared() throws(HTTPTaskError) -> PreparedRequest {
    guard HTTPToken.isValid(method) else { throw HTTPTaskError(.invalidMethod) }
    var request = PreparedRequest(
      method: method, uri: try RequestURI(addressed()), connection: options.connection,
      followsRedirects: options.followsRedirects)
    try addHeaders(to: &request)
    try addBody(to: &request)
    try addAuthentication(to: &request)
    if !request.headers.contains(named: "User-Agent") {
      request.headers.append(try HeaderField("User-Agent", HTTPTasks.userAgent))
    }
    if options.connection.trustsAllCertificates {
      request.warnings.append("options.ssl.insecureTrustAllCertificates is on: the server's certificate is not checked")
    }
    return request
  }

  /// The address with `params` behind its query, which stays byte for byte as it is.
  private func addressed() throws(HTTPTaskError) -> LabelledText {
    guard !params.isEmpty else { return uri }
    var pairs: [(name: String, value: LabelledText)] = []
    for (name, value) in params {
      let values = if case .list(let items) = value { items } else { [value] }
      for value in values {
        guard let text = FormText.java(value) else { throw HTTPTaskError(.nullFormField(name: "params." + name)) }
        pairs.append((name, text))
      }
    }
    func address(_ uri: String, _ text: (LabelledText) -> String) -> String {
      let parts = uri.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
      let query = pairs.map {
        PercentEncoding.encodeStrictly($0.name) + "=" + PercentEncoding.encodeStrictly(text($0.value))
      }
      let base = String(parts[0])
      let joint = !base.contains("?") ? "?" : base.hasSuffix("?") || base.hasSuffix("&") ? "" : "&"
      return base + joint + query.joined(separator: "&") + (parts.count > 1 ? "#" + parts[1] : "")
    }
    let revealed = address(uri.revealed, \.revealed)
    let isSecret = uri.isSecret || pairs.contains { $0.value.isSecret }
    return isSecret
      ? LabelledText(revealed: revealed, masked: address(uri.masked, \.masked)) : LabelledText(revealed)
  }

  private func addHeaders(to request: inout PreparedRequest) throws(HTTPTaskError) {
    for (name, value) in headers {
      let field = try HeaderField(name.trimmed, value)
      guard !request.headers.contains(named: field.name) else {
        throw HTTPTaskError(.duplicateHeader(name: field.name.lowercased()))
      }
      if Self.framing.contains(field.name.lowercased()) {
        request.warnings.append("Header '\(field.name)' is left out: the client sets it as the connection needs")
      } else {
        request.headers.append(field)
      }
    }
  }

  /// Headers that say how the message is cut or the connection kept: a wrong one breaks both.
  private static let framing: Set<String> = [
    "content-length", "transfer-encoding", "connection", "keep-alive", "te", "trailer", "upgrade", "expect",
    "proxy-connection",
  ]

  private func addBody(to request: inout PreparedRequest) throws(HTTPTaskError) {
    guard contentType.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else { throw HTTPTaskError(.invalidContentType) }
    let media = contentType.trimmed
    var type: String?
    if !formData.isEmpty && Self.mediaType(media) == "multipart/form-data" {
      // A Content-Type of the flow would lack the boundary, so that nobody could read the body.
      request.headers.removeAll { $0.isNamed("Content-Type") }
      request.body = .multipart(try parts())
    } else if !formData.isEmpty {
      request.body = try urlEncodedForm()
      type = "application/x-www-form-urlencoded" + (options.charset == nil ? "" : "; charset=UTF-8")
    } else if let body {
      request.body = try encoded(body)
      // With parameters of its own, a content type is sent as it is.
      let suffix = options.charset.map { media.contains(";") ? "" : "; charset=\($0)" }
      type = media + (suffix ?? "")
    } else {
      type = media
    }
    if request.method == "HEAD" && request.body != .none { throw HTTPTaskError(.bodyOfHead) }
    if let type, !type.isEmpty, !request.headers.contains(named: "Content-Type") {
      request.headers.append(try HeaderField("Content-Type", type))
    }
  }

  private static func mediaType(_ contentType: String) -> String {
    String(contentType.prefix { $0 != ";" }).trimmed.lowercased()
  }

  private func encoded(_ body: LabelledText) throws(HTTPTaskError) -> RequestBody {
    let name = options.charset ?? "UTF-8"
    guard let charset = Charset(name) else { throw HTTPTaskError(.unknownCharset(name.printable)) }
    guard let bytes = charset.encode(body.revealed) else { throw HTTPTaskError(.unencodable(charset: charset.name)) }
    return .bytes(bytes, isSecret: body.isSecret)
  }

  /// One field for each entry of the map, values in Java's text form. (Kestra 1.x encodes as Latin-1 and loses the rest.)
  private func urlEncodedForm() throws(HTTPTaskError) -> RequestBody {
    var fields: [(name: String, value: String)] = []
    var isSecret = false
    for (name, value) in formData {
      guard let text = FormText.java(value) else { throw HTTPTaskError(.nullFormField(name: name.printable)) }
      fields.append((name, text.revealed))
      isSecret = isSecret || text.isSecret
    }
    return .bytes(Array(FormText.urlEncoded(fields).utf8), isSecret: isSecret)
  }

  private func parts() throws(HTTPTaskError) -> [FormPart] {
    var parts: [FormPart] = []
    for (name, value) in formData {
      parts.append(FormPart(name, try content(of: value)))
    }
    return parts
  }

  private func content(of value: Value) throws(HTTPTaskError) -> FormPart.Content {
    let scheme = StorageURI.scheme + "://"
    switch value.revealed {
    case .string(let text) where text.hasPrefix(scheme):
      let uri = try stored(text)
      return .file(uri, fileName: uri.name)
    case .map(let entries):
      guard case .string(let fileName)? = entries["name"], case .string(let content)? = entries["content"] else {
        break
      }
      return .file(try stored(content), fileName: fileName)
    case .string(let text):
      let label = value.containsSecret ? LabelledText(revealed: text, masked: Secret.mask) : LabelledText(text)
      let isASCII = text.utf8.allSatisfy { $0 < 0x80 }
      return .text(label, contentType: isASCII ? "text/plain" : "text/plain; charset=UTF-8")
    default: break
    }
    return .text(FormText.json(value), contentType: "text/plain")
  }

  private func stored(_ text: String) throws(HTTPTaskError) -> StorageURI {
    do {
      return try StorageURI(text)
    } catch {
      throw HTTPTaskError(.storage(error))
    }
  }

  private func addAuthentication(to request: inout PreparedRequest) throws(HTTPTaskError) {
    guard let authentication = options.authentication else { return }
    request.headers.removeAll { $0.isNamed("Authorization") }
    switch authentication {
    case .basic(let username, let password):
      request.authentication = .basic(username: username, password: password)
    case .digest(let username, let password):
      request.authentication = .digest(username: username, password: password)
    case .bearer(let token):
      request.headers.append(
        try HeaderField(
          "Authorization",
          LabelledText(revealed: "Bearer " + token.revealed, masked: "Bearer " + Secret.mask)))
    }
  }
}
