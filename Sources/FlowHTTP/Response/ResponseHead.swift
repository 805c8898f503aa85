/// Reads the head of an answer line by line, as libcurl hands it over.
struct ResponseHead {
  private(set) var status = 0
  private(set) var headers = ResponseHeaders()
  /// The end of the head was seen; what comes later are trailers, which are no headers.
  private(set) var isComplete = false
  /// All bytes of all heads, interim ones too.
  private(set) var bytes = 0

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
    var line = line[...]
    while let last = line.last, last == UInt8(ascii: "\n") || last == UInt8(ascii: "\r") { line = line.dropLast() }
    if line.starts(with: "HTTP/".utf8) {
      begin(ResponseHead.text(line))
    } else if isComplete {
      return
    } else if line.isEmpty {
      isComplete = status >= 200
    } else if let colon = line.firstIndex(of: UInt8(ascii: ":")) {
      headers.add(
        ResponseHead.text(line[..<colon]).trimmed, ResponseHead.text(line[line.index(after: colon)...]).trimmed)
    }
  }

  /// A new head: after an interim answer or a challenge.
  private mutating func begin(_ line: String) {
    let parts = line.split(separator: " ", maxSplits: 2)
    status = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    headers = ResponseHeaders()
    isComplete = false
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
