extension Value {
  /// Lists and maps that templates build may nest this deep.
  static let maximumDepth = 300

  /// As a double, for numbers only.
  var number: Double? {
    switch self {
    case .int(let number): Double(number)
    case .double(let number): number
    case .exact(let number): Double(number.digits)
    default: nil
    }
  }

  /// A number without its fraction; `nil` for what is no number, or needs more than 64 bits.
  var wholeNumber: Int? {
    switch self {
    case .int(let number): number
    case .double(let number): Int(exactly: number.rounded(.towardZero))
    case .exact(let number): Double(number.digits).flatMap { Int(exactly: $0.rounded(.towardZero)) }
    default: nil
    }
  }

  /// The items of a list.
  var items: [Value]? {
    if case .list(let items) = self { return items }
    return nil
  }

  /// Whether it is text, secret or not.
  var isText: Bool {
    switch self {
    case .string: true
    case .secret(let secret): secret.revealed.isText
    default: false
    }
  }

  /// Whether it is null, secret or not.
  var isNullInside: Bool {
    switch self {
    case .null: true
    case .secret(let secret): secret.revealed == .null
    default: false
    }
  }

  /// Null, blank text, an empty list or map.
  var isEmpty: Bool {
    switch self {
    case .null: true
    case .string(let text): text.unicodeScalars.allSatisfy(\.properties.isWhitespace)
    case .list(let items): items.isEmpty
    case .map(let entries): entries.isEmpty
    case .secret(let secret): secret.revealed.isEmpty
    default: false
    }
  }

  /// Whether lists and maps nest deeper than a number of levels.
  func isDeeper(than levels: Int) -> Bool {
    switch self {
    case .list(let items): levels <= 0 || items.contains { $0.isDeeper(than: levels - 1) }
    case .map(let entries): levels <= 0 || entries.values.contains { $0.isDeeper(than: levels - 1) }
    case .secret(let secret): secret.revealed.isDeeper(than: levels)
    default: false
    }
  }
}
