/// Writes values as Java prints lists and maps: `[1, x]`, `{a=b}`. Labels are dropped.
struct JavaTextWriter {
  /// Values nested deeper are left out, and ``isWithinBounds`` tells.
  static let maximumDepth = 512

  private(set) var text = ""
  private(set) var isWithinBounds = true
  private let limit: Int

  init(limit: Int) {
    self.limit = limit
  }

  mutating func write(_ value: Value, depth: Int) {
    switch value {
    case .list(let items):
      guard enter(depth) else { return }
      text.append("[")
      var isFirst = true
      for item in items {
        if !isFirst { text.append(", ") }
        isFirst = false
        write(item, depth: depth + 1)
        if !isWithinBounds { return }
      }
      text.append("]")
    case .map(let entries):
      guard enter(depth) else { return }
      text.append("{")
      var isFirst = true
      for (key, value) in entries {
        if !isFirst { text.append(", ") }
        isFirst = false
        text.append(key)
        text.append("=")
        write(value, depth: depth + 1)
        if !isWithinBounds { return }
      }
      text.append("}")
    case .secret(let secret): write(secret.revealed, depth: depth)
    default: text.append(value.text)
    }
    if text.utf8.count > limit { isWithinBounds = false }
  }

  private mutating func enter(_ depth: Int) -> Bool {
    if depth > JavaTextWriter.maximumDepth { isWithinBounds = false }
    return isWithinBounds
  }
}
