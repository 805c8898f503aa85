import FlowStore

/// The parameters of a URL, decoded, in their order.
struct QueryParameters: Hashable, Sendable {
  /// More than that is refused.
  static let maximumCount = 200

  let items: [(name: String, value: String)]

  static let none = QueryParameters(items: [])

  private init(items: [(name: String, value: String)]) {
    self.items = items
  }

  /// Reads what follows the `?`. Throws 400 for broken escapes and U+0000.
  init(_ text: Substring) throws(APIError) {
    var items: [(name: String, value: String)] = []
    for pair in text.split(separator: "&") {
      guard items.count < Self.maximumCount else {
        throw APIError(.badRequest, "more than \(Self.maximumCount) query parameters")
      }
      let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      items.append(
        (try Self.decode(halves.first ?? ""), halves.count > 1 ? try Self.decode(halves[1]) : ""))
    }
    self.items = items
  }

  private static func decode(_ text: Substring) throws(APIError) -> String {
    let spaced = text.contains("+") ? text.replacing("+", with: " ") : text
    guard spaced.contains("%") || spaced.utf8.contains(0) else { return String(spaced) }
    guard let decoded = PercentEncoding.decode(spaced), !decoded.utf8.contains(0) else {
      throw APIError(.badRequest, "a query parameter has a broken percent escape")
    }
    return decoded
  }

  subscript(name: String) -> String? { items.first { $0.name == name }?.value }

  func all(_ name: String) -> [String] { items.filter { $0.name == name }.map(\.value) }

  /// A whole number. Throws 422 when it is none, or outside of the range.
  func integer(_ name: String, default fallback: Int, in range: ClosedRange<Int>) throws(APIError) -> Int {
    guard let text = self[name] else { return fallback }
    guard let number = Int(text), range.contains(number) else {
      throw .illegalArgument(
        "'\(name)' takes a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  func flag(_ name: String, default fallback: Bool) throws(APIError) -> Bool {
    switch self[name]?.lowercased() {
    case nil: return fallback
    case "true"?, ""?: return true
    case "false"?: return false
    default: throw .illegalArgument("'\(name)' takes true or false")
    }
  }

  static func == (left: QueryParameters, right: QueryParameters) -> Bool {
    left.items.elementsEqual(right.items) { $0.name == $1.name && $0.value == $1.value }
  }

  func hash(into hasher: inout Hasher) {
    for item in items {
      hasher.combine(item.name)
      hasher.combine(item.value)
    }
  }
}
