/// Reads the head of an answer line by line, as libcurl hands it over, and refuses what two readers could understand
/// differently (RFC 9112, sections 5 and 6.3): on a kept connection the next answer would be somebody else's.
struct ResponseHead {
  private(set) var status = 0
  private(set) var headers = ResponseHeaders()
  /// The end of the head was seen; what comes later are trailers, which are no headers.
  private(set) var isComplete = false
  /// Why the answer must not be used.
  private(set) var fault: HTTPTaskError.Kind?

  private let limits: ResponseLimits
  private let host: String
  private var version = Substring()
  private var lastName: String?
  // Over all heads of the exchange, interim ones and trailers too.
  private var bytes = 0
  private var count = 0
  private var interimAnswers = 0

  init(limits: ResponseLimits = ResponseLimits(), host: String = "") {
    self.limits = limits
    self.host = host
  }

  /// Whether it asks to look elsewhere and says where.
  var isRedirect: Bool {
    [301, 302, 303, 307, 308].contains(status) && !headers["location"].isEmpty
  }

  var start: ResponseStart { ResponseStart(status: status, headers: headers) }

  /// The announced length of the body; `nil` where it is coded or not announced.
  var contentLength: Int64? {
    headers["content-encoding"].isEmpty ? headers["content-length"].first.flatMap { Int64($0) } : nil
  }

  mutating func read(_ line: UnsafeRawBufferPointer) {
    bytes += line.count
    guard bytes <= limits.headerBytes else { return refuse(.tooManyHeaderBytes(limit: limits.headerBytes)) }
    var line = line[...]
    while let last = line.last, last == UInt8(ascii: "\n") || last == UInt8(ascii: "\r") { line = line.dropLast() }
    if line.starts(with: "HTTP/".utf8) {
      begin(ResponseHead.text(line))
    } else if line.isEmpty {
      if !isComplete && status >= 200 { complete() }
    } else {
      count += 1
      guard count <= limits.headerCount else { return refuse(.tooManyHeaders(limit: limits.headerCount)) }
      if !isComplete { readField(line) }
    }
  }

  private mutating func readField(_ line: Slice<UnsafeRawBufferPointer>) {
    guard !line.contains(where: { $0 == 0 || $0 == UInt8(ascii: "\r") }) else {
      return refuse("a header holds a control character")
    }
    if line.first == UInt8(ascii: " ") || line.first == UInt8(ascii: "\t") {
      // A folded line: obsolete, and to be read as a space (RFC 9112, section 5.2).
      guard let lastName else { return refuse("a header has no name") }
      return headers.extend(lastName, ResponseHead.text(line).trimmed)
    }
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex else {
      return refuse("a header has no name")
    }
    let name = line[..<colon]
    guard !name.contains(where: { $0 <= 0x20 || $0 == 0x7F }) else { return refuse("a header name holds a space") }
    lastName = ResponseHead.text(name).lowercased()
    headers.add(ResponseHead.text(name), ResponseHead.text(line[line.index(after: colon)...]).trimmed)
  }

  /// A new head: the first, or one after an interim answer or a challenge.
  private mutating func begin(_ line: String) {
    let parts = line.split(separator: " ", maxSplits: 2)
    version = parts.first ?? ""
    status = parts.count > 1 && parts[1].utf8.count == 3 ? Int(parts[1]) ?? 0 : 0
    headers = ResponseHeaders()
    lastName = nil
    isComplete = false
    if !(100...999).contains(status) { return refuse("its status line has no status") }
    if status == 101 { return refuse("it switches protocols, which was not asked for") }
    if status < 200 {
      interimAnswers += 1
      if interimAnswers > limits.interimAnswers { refuse("it sent more than \(limits.interimAnswers) interim answers") }
    }
  }

  private mutating func complete() {
    isComplete = true
    let lengths = headers["content-length"]
    let codings = headers["transfer-encoding"]
    if let first = lengths.first {
      let isNumber = !first.isEmpty && first.utf8.count <= 18 && first.utf8.allSatisfy { (0x30...0x39).contains($0) }
      if !isNumber || lengths.contains(where: { $0 != first }) { return refuse("its Content-Length is no number") }
      if !codings.isEmpty { return refuse("it has both Content-Length and Transfer-Encoding") }
    }
    if !codings.isEmpty {
      if codings.count > 1 || codings[0].lowercased() != "chunked" {
        return refuse("its Transfer-Encoding is not chunked alone")
      }
      if version == "HTTP/1.0" { return refuse("it is HTTP/1.0 with Transfer-Encoding") }
    }
    let encodings = headers["content-encoding"].flatMap { $0.split(separator: ",") }
    if encodings.count > limits.encodings { refuse(.tooManyEncodings(limit: limits.encodings)) }
  }

  private mutating func refuse(_ reason: String) {
    refuse(.malformed(host: host, reason: reason))
  }

  private mutating func refuse(_ kind: HTTPTaskError.Kind) {
    if fault == nil { fault = kind }
  }

  /// UTF-8 or, where it is not, Latin-1: the two that servers use.
  private static func text(_ bytes: Slice<UnsafeRawBufferPointer>) -> String {
    if let text = String(validating: bytes, as: UTF8.self) { return text }
    var text = ""
    for byte in bytes { text.unicodeScalars.append(Unicode.Scalar(byte)) }
    return text
  }
}

extension ResponseHeaders {
  /// After the body was decoded, the headers that spoke of the coded one are wrong.
  mutating func removeEncoding() {
    guard !self["content-encoding"].isEmpty else { return }
    remove("content-encoding")
    remove("content-length")
  }
}
