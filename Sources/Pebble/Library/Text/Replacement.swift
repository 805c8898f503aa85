/// The filter `replace`: pairs of old and new, in texts at any depth.
struct Replacement {
  static let filters: [Filter] = [
    Filter("replace", parameters: ["replace_pairs", "regexp"]) { value, arguments throws(PebbleError) in
      guard case .map(let pairs) = arguments["replace_pairs"] else {
        throw .failed("The argument 'replace_pairs' is required.")
      }
      guard value != .null else { return .null }
      return try Replacement(pairs, usesPatterns: arguments["regexp"] == .bool(true), arguments.limits).apply(to: value)
    }
  ]

  private enum Pair {
    case text(String, String)
    case pattern(Pattern, String)
  }

  private var pairs: [Pair] = []
  private let limits: Limits

  private init(_ pairs: ValueMap, usesPatterns: Bool, _ limits: Limits) throws(PebbleError) {
    self.limits = limits
    for (old, new) in pairs {
      self.pairs.append(
        usesPatterns ? .pattern(try PatternCache.shared.pattern(old), new.text) : .text(old, new.text))
    }
  }

  private func apply(to value: Value) throws(PebbleError) -> Value {
    switch value {
    case .null: throw .failed("The 'replace' filter cannot replace inside null.")
    case .list(let items):
      var replaced: [Value] = []
      for item in items { replaced.append(try apply(to: item)) }
      return .list(replaced)
    case .map(let entries):
      var replaced: ValueMap = [:]
      for (key, value) in entries { replaced[key] = try apply(to: value) }
      return .map(replaced)
    default:
      var text = value.text
      for pair in pairs {
        switch pair {
        case .text(let old, let new): text = try text.replacingExactly(old, with: new, limits: limits)
        case .pattern(let pattern, let new): text = try pattern.replacing(text, with: new, limits: limits)
        }
      }
      return .string(text)
    }
  }
}
