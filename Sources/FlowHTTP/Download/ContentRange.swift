/// The `Content-Range` header in bytes (RFC 9110, section 14.4).
struct ContentRange: Hashable {
  /// `nil` in the answer to a range that cannot be given: `bytes */1000`.
  let range: ClosedRange<Int64>?
  /// `nil` where the server does not know it.
  let total: Int64?

  init?(_ text: String) {
    let words = text.split(separator: " ", maxSplits: 1)
    guard words.count == 2, words[0].lowercased() == "bytes" else { return nil }
    let parts = words[1].split(separator: "/", omittingEmptySubsequences: false).map { String($0).trimmed }
    guard parts.count == 2 else { return nil }
    let total = Self.number(parts[1])
    guard total != nil || parts[1] == "*" else { return nil }
    self.total = total
    if parts[0] == "*" {
      guard total != nil else { return nil }
      range = nil
      return
    }
    let ends = parts[0].split(separator: "-", omittingEmptySubsequences: false).map { Self.number(String($0)) }
    guard ends.count == 2, let first = ends[0], let last = ends[1], first <= last, total.map({ last < $0 }) ?? true
    else { return nil }
    range = first...last
  }

  private static func number(_ text: String) -> Int64? {
    text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int64(text) : nil
  }
}
