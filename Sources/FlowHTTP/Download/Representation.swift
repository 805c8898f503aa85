/// What a server said of the file that it began to send: whether, and how, a broken transfer can go on where it ended.
struct Representation: Hashable {
  /// An answer's Last-Modified says little while the file may still change within the same second.
  private static let settledAfter: Int64 = 60

  let status: Int
  let headers: ResponseHeaders
  /// What `If-Range` takes: a strong ETag, or a date that is old enough. `nil`: the file cannot be continued.
  let validator: String?
  /// The whole length in bytes, where it was announced.
  let length: Int64?

  init(_ start: ResponseStart) {
    status = start.status
    headers = start.headers
    // What was compressed on the way is written decompressed: its bytes cannot be counted on.
    let isPlain = start.headers["content-encoding"].isEmpty
    length = isPlain ? start.headers["content-length"].last.flatMap { Int64($0) } : nil
    let takesRanges = start.headers["accept-ranges"].last?.lowercased() != "none"
    validator = start.status == 200 && isPlain && takesRanges ? Self.validator(start.headers) : nil
  }

  private static func validator(_ headers: ResponseHeaders) -> String? {
    if let tag = headers["etag"].last {
      return tag.hasPrefix("\"") && tag.hasSuffix("\"") && tag.utf8.count > 1 ? tag : nil
    }
    guard let text = headers["last-modified"].last, let changed = HTTPDate.seconds(text),
      let sent = headers["date"].last.flatMap(HTTPDate.seconds), sent - settledAfter >= changed
    else { return nil }
    return text
  }

  /// Whether an answer with 206 goes on with this file at a byte.
  func continues(at offset: Int64, with answer: ResponseStart) -> Bool {
    guard answer.headers["content-encoding"].isEmpty, let text = answer.headers["content-range"].last,
      let part = ContentRange(text), let range = part.range, range.lowerBound == offset
    else { return false }
    if let length, let total = part.total, total != length { return false }
    if let tag = answer.headers["etag"].last, let own = headers["etag"].last, tag != own { return false }
    return true
  }
}
