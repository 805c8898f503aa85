/// The binary operators on revealed values. Arithmetic that would overflow is an error, never a trap.
struct Operation {
  let symbol: String

  init(_ symbol: String) {
    self.symbol = symbol
  }

  func apply(_ left: Value, _ right: Value, limits: Limits) throws(PebbleError) -> Value {
    switch symbol {
    case "==", "equals": return .bool(Operation.equal(left, right))
    case "!=": return .bool(!Operation.equal(left, right))
    case "<", ">", "<=", ">=": return .bool(try compare(left, right))
    case "contains": return .bool(try contains(left, right))
    case "..": return try Operation.range([left, right], limits: limits)
    case "+": if case .list(let items) = left { return .list(items + (right.items ?? [right])) }
    case "-":
      if case .list(let items) = left {
        let removed = right.items ?? [right]
        return .list(items.filter { item in !removed.contains { Operation.equal($0, item) } })
      }
    default: break
    }
    return try arithmetic(left, right)
  }

  static func equal(_ left: Value, _ right: Value) -> Bool {
    if let first = left.number, let second = right.number { return first == second }
    return left == right
  }

  private func compare(_ left: Value, _ right: Value) throws(PebbleError) -> Bool {
    if left == .null || right == .null { return false }
    if let first = left.number, let second = right.number { return holds(first < second, first == second) }
    if case .string(let first) = left, case .string(let second) = right {
      return holds(first < second, first == second)
    }
    throw .failed("Could not perform \(symbol) comparison of \(left.kindName) and \(right.kindName)")
  }

  private func holds(_ isLess: Bool, _ isEqual: Bool) -> Bool {
    switch symbol {
    case "<": isLess
    case "<=": isLess || isEqual
    case ">": !isLess && !isEqual
    default: !isLess
    }
  }

  private func contains(_ left: Value, _ right: Value) throws(PebbleError) -> Bool {
    switch left {
    case .null: return false
    case .list(let items):
      return (right.items ?? [right]).allSatisfy { wanted in items.contains { Operation.equal($0, wanted) } }
    case .map(let entries): return entries[right.text] != nil
    case .string(let text): return right.text.isEmpty || text.contains(right.text)
    default:
      throw .failed(
        "Contains operator can only be used on Collections, Maps and arrays. Actual type was: \(left.kindName)")
    }
  }

  private var word: String {
    switch symbol {
    case "+": "addition"
    case "-": "subtraction"
    case "*": "multiplication"
    case "/": "division"
    default: "greater modulus"
    }
  }

  private func arithmetic(_ left: Value, _ right: Value) throws(PebbleError) -> Value {
    if case .int(let first) = left, case .int(let second) = right {
      if (symbol == "/" || symbol == "%") && second == 0 {
        throw .failed("Could not perform \(word): division by zero")
      }
      let (result, overflow) =
        switch symbol {
        case "+": first.addingReportingOverflow(second)
        case "-": first.subtractingReportingOverflow(second)
        case "*": first.multipliedReportingOverflow(by: second)
        case "/": first.dividedReportingOverflow(by: second)
        default: first.remainderReportingOverflow(dividingBy: second)
        }
      guard !overflow else { throw .failed("Could not perform \(word): the result needs more than 64 bits") }
      return .int(result)
    }
    guard let first = left.number, let second = right.number else {
      throw .failed("Could not perform \(word) of \(left.kindName) and \(right.kindName)")
    }
    switch symbol {
    case "+": return .double(first + second)
    case "-": return .double(first - second)
    case "*": return .double(first * second)
    case "/": return .double(first / second)
    default: return .double(first.truncatingRemainder(dividingBy: second))
    }
  }

  static func range(_ values: [Value], limits: Limits) throws(PebbleError) -> Value {
    guard values.count >= 2, case .int(let start) = values[0], case .int(let end) = values[1] else {
      throw .failed("Arguments of range function must be of type Number or String with a length of 1")
    }
    var step = 1
    if values.count > 2, case .int(let given) = values[2] { step = given }
    guard step != 0 else { throw .failed("The increment of the range function must be different than 0") }
    var items: [Value] = []
    var next = start
    while step > 0 ? next <= end : next >= end {
      guard items.count < limits.rangeItems else { throw PebbleError(.limit("a range of \(limits.rangeItems) items")) }
      items.append(.int(next))
      let (sum, overflow) = next.addingReportingOverflow(step)
      if overflow { break }
      next = sum
    }
    return .list(items)
  }

  static func extreme(_ values: [Value], isMaximum: Bool) throws(PebbleError) -> Value {
    var best: Value = .null
    for value in values where value != .null {
      guard let number = value.number else { throw .failed("max and min take numbers") }
      guard let current = best.number else {
        best = value
        continue
      }
      if isMaximum ? number > current : number < current { best = value }
    }
    return best
  }
}

extension Value {
  /// As a double, for numbers only.
  var number: Double? {
    switch self {
    case .int(let number): Double(number)
    case .double(let number): number
    case .exact(let number): Double(number.digits)
    default: nil
    }
  }

  var items: [Value]? {
    if case .list(let items) = self { items } else { nil }
  }

  var isText: Bool {
    if case .string = revealed { true } else { false }
  }

  /// Null, blank text, an empty list or map.
  var isEmpty: Bool {
    switch self {
    case .null: true
    case .string(let text): text.allSatisfy(\.isWhitespace)
    case .list(let items): items.isEmpty
    case .map(let entries): entries.isEmpty
    default: false
    }
  }

  /// The text beside other text: nothing for null.
  var joinedText: String { self == .null ? "" : text }

  /// A list, map or null to go through, with an outer label on each item.
  var openedList: Value? {
    switch self {
    case .list, .map, .null: return self
    case .secret(let secret):
      switch secret.revealed {
      case .list(let items): return .list(items.map { .secret(Secret($0)) })
      case .map(let entries): return .map(entries.mapValues { .secret(Secret($0)) })
      default: return nil
      }
    default: return nil
    }
  }
}
