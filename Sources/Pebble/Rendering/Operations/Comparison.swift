/// `==`, `<` and their kin.
final class Comparison: Expression {
  enum Kind: Sendable {
    case equal, unequal, less, lessOrEqual, greater, greaterOrEqual

    init(_ symbol: String) {
      switch symbol {
      case "!=": self = .unequal
      case "<": self = .less
      case "<=": self = .lessOrEqual
      case ">": self = .greater
      case ">=": self = .greaterOrEqual
      default: self = .equal
      }
    }

    /// What the engine calls a failure of it; `<` goes by the name of another operator there.
    var failure: String {
      switch self {
      case .equal: "Could not perform equals comparison"
      case .unequal: "Could not perform not equals comparison"
      case .less: "Could not perform greater modulus"
      case .lessOrEqual: "Could not perform less than or equals comparison"
      case .greater: "Could not perform greater than comparison"
      case .greaterOrEqual: "Could not perform greater than or equals comparison"
      }
    }
  }

  let offset: Int
  private let kind: Kind
  private let left: any Expression
  private let right: any Expression

  init(_ kind: Kind, _ left: any Expression, _ right: any Expression, offset: Int) {
    self.kind = kind
    self.left = left
    self.right = right
    self.offset = offset
  }

  func value(in renderer: Renderer) throws(PebbleError) -> Value {
    try renderer.checkStack()
    do throws(PebbleError) {
      let first = try renderer.evaluate(left)
      let second = try renderer.evaluate(right)
      if renderer.isLabelled(first) || renderer.isLabelled(second) {
        return try renderer.labelling(true, "comparison") { () throws(PebbleError) in
          .bool(try holds(first.revealed, second.revealed))
        }
      }
      return .bool(try holds(first, second))
    } catch {
      throw error.inOperation(kind.failure)
    }
  }

  private func holds(_ left: Value, _ right: Value) throws(PebbleError) -> Bool {
    switch kind {
    case .equal: return Equality.holds(left, right)
    case .unequal: return !Equality.holds(left, right)
    default: break
    }
    if left == .null || right == .null { return false }
    if case .int(let first) = left, case .int(let second) = right { return holds(first, second) }
    if let first = left.number, let second = right.number { return holds(first, second) }
    if case .string(let first) = left, case .string(let second) = right {
      return holds(JavaString.compare(first, second), 0)
    }
    throw .failed("cannot compare a \(left.kindName) with a \(right.kindName)")
  }

  private func holds<Operand: Comparable>(_ left: Operand, _ right: Operand) -> Bool {
    switch kind {
    case .equal: left == right
    case .unequal: left != right
    case .less: left < right
    case .lessOrEqual: left <= right
    case .greater: left > right
    case .greaterOrEqual: left >= right
    }
  }
}

/// When two values are the same.
enum Equality {
  /// `==`: numbers by their amount, everything else as ``areIdentical(_:_:)``.
  static func holds(_ left: Value, _ right: Value) -> Bool {
    switch (left, right) {
    case (.int(let first), .int(let second)): return first == second
    default: break
    }
    if let first = left.number, let second = right.number { return first == second }
    return areIdentical(left, right)
  }

  /// Same kind and same content; maps without regard to order; text by its code units.
  static func areIdentical(_ left: Value, _ right: Value) -> Bool {
    switch (left, right) {
    case (.string(let first), .string(let second)): return first.utf8.elementsEqual(second.utf8)
    case (.list(let first), .list(let second)):
      return first.count == second.count && zip(first, second).allSatisfy { areIdentical($0, $1) }
    case (.map(let first), .map(let second)):
      guard first.count == second.count else { return false }
      return first.allSatisfy { entry in second[entry.key].map { areIdentical(entry.value, $0) } ?? false }
    default: return left == right
    }
  }
}

/// `a contains b`, and `b isIn a`.
final class Containment: Expression {
  let offset: Int
  private let left: any Expression
  private let right: any Expression
  private let isInverted: Bool

  init(_ left: any Expression, _ right: any Expression, isInverted: Bool, offset: Int) {
    self.left = left
    self.right = right
    self.isInverted = isInverted
    self.offset = offset
  }

  func value(in renderer: Renderer) throws(PebbleError) -> Value {
    try renderer.checkStack()
    let first = try renderer.evaluate(left)
    if !isInverted, first == .null { return .bool(false) }
    let second = try renderer.evaluate(right)
    let isSecret = renderer.isLabelled(first) || renderer.isLabelled(second)
    return try renderer.labelling(isSecret, "contains") { () throws(PebbleError) in
      let collection = (isInverted ? second : first).revealed
      let wanted = (isInverted ? first : second).revealed
      return .bool(try holds(collection, wanted, in: renderer))
    }
  }

  private func holds(_ collection: Value, _ wanted: Value, in renderer: Renderer) throws(PebbleError) -> Bool {
    switch collection {
    case .null: return false
    case .list(let items):
      let all = wanted.items ?? [wanted]
      try renderer.charge(steps: items.count.multipliedReportingOverflow(by: all.count).partialValue / 16)
      return all.allSatisfy { one in items.contains { Equality.areIdentical($0, one) } }
    case .map(let entries): return entries[wanted.text] != nil
    case .string(let text) where !isInverted:
      let part = wanted.text
      try renderer.charge(steps: text.utf8.count / 64)
      return JavaString.contains(text, part)
    default:
      throw .failed(
        "Contains operator can only be used on Collections, Maps and arrays. Actual type was: \(collection.kindName)"
      )
    }
  }
}
