/// The filters that order a list: `sort`, `rsort`, `reverse`. They give a new list; Java's change the one they get.
enum Ordering {
  static let filters: [Filter] = [
    Filter("sort") { value, _ throws(PebbleError) in
      if value == .null { return .null }
      guard let items = value.items else { throw .failed("Unsupported input type for sort filter") }
      return .list(try sorted(items))
    },
    Filter("rsort") { value, _ throws(PebbleError) in
      if value == .null { return .null }
      guard let items = value.items else { throw .failed("Unsupported input type for rsort filter") }
      return .list(try sorted(items).reversed())
    },
    Filter("reverse") { value, _ throws(PebbleError) in
      if value == .null { return .null }
      guard let items = value.items else { throw .failed("The 'reverse' filter can only be applied to lists.") }
      return .list(items.reversed())
    },
  ]

  /// In natural order, which only values of one kind have. Equal items keep their order.
  private static func sorted(_ items: [Value]) throws(PebbleError) -> [Value] {
    guard items.count > 1 else { return items }
    if items.allSatisfy({ $0.number != nil }) {
      return items.sorted { precedes($0, $1) }
    }
    let texts = items.compactMap { item -> String? in if case .string(let text) = item { text } else { nil } }
    if texts.count == items.count { return texts.sorted(by: JavaText.precedes).map { .string($0) } }
    let flags = items.compactMap { item -> Bool? in if case .bool(let flag) = item { flag } else { nil } }
    if flags.count == items.count { return flags.sorted { !$0 && $1 }.map { .bool($0) } }
    let dates = items.compactMap { item -> Instant? in if case .instant(let date) = item { date } else { nil } }
    if dates.count == items.count { return dates.sorted().map { .instant($0) } }
    throw .failed("The items cannot be ordered: they must all be numbers, texts, booleans or dates.")
  }

  /// Numbers in one order that holds for all of them: not-a-number comes last, as in Java.
  private static func precedes(_ left: Value, _ right: Value) -> Bool {
    if case .int(let first) = left, case .int(let second) = right { return first < second }
    guard let first = left.number, let second = right.number else { return false }
    if first.isNaN || second.isNaN { return !first.isNaN }
    return first < second
  }
}
