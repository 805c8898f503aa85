/// What counts as true.
enum Truth {
  static func ofCondition(_ value: Value) throws(PebbleError) -> Bool {
    switch value {
    case .bool(let flag): return flag
    case .int(let number): return number != 0
    case .double(let number): return number != 0
    case .exact(let number): return (Double(number.digits) ?? 0) != 0
    case .string(let text): return !text.isEmpty
    case .null: throw .failed("null value given to if statement and strict variables is set to true")
    case .list, .map, .instant, .secret:
      throw .failed(
        "Unsupported value type \(value.kindName). Expected Boolean, String, Number in \"if\" statement")
    }
  }
}

/// `and` and `or` over any number of operands; the first that decides ends it.
final class Logic: Expression {
  let offset: Int
  private let isAnd: Bool
  private let operands: [any Expression]

  init(isAnd: Bool, _ operands: [any Expression], offset: Int) {
    self.isAnd = isAnd
    self.operands = operands
    self.offset = offset
  }

  func value(in renderer: Renderer) throws(PebbleError) -> Value {
    try renderer.checkStack()
    var isSecret = false
    for operand in operands {
      let value: Value
      do throws(PebbleError) {
        value = try renderer.evaluate(operand)
      } catch {
        throw error.labelled(isSecret)
      }
      isSecret = isSecret || renderer.isLabelled(value)
      let revealed = isSecret ? value.revealed : value
      guard revealed != .null else {
        let word = isAnd ? "and" : "or"
        throw PebbleError(.failed("null value used in \(word) operator and strict variables is set to true"))
          .labelled(isSecret)
      }
      if try Truth.ofCondition(revealed) != isAnd { return result(!isAnd, isSecret, in: renderer) }
    }
    return result(isAnd, isSecret, in: renderer)
  }

  private func result(_ holds: Bool, _ isSecret: Bool, in renderer: Renderer) -> Value {
    isSecret ? renderer.labelled(.bool(holds)) : .bool(holds)
  }
}

/// `a ?? b` takes the first operand that is there and not null; `a ??? b` the first that is there.
final class Coalescing: Expression {
  let offset: Int
  private let operands: [any Expression]
  private let passesNull: Bool

  init(_ operands: [any Expression], passesNull: Bool, offset: Int) {
    self.operands = operands
    self.passesNull = passesNull
    self.offset = offset
  }

  func value(in renderer: Renderer) throws(PebbleError) -> Value {
    try renderer.checkStack()
    var isSecret = false
    for operand in operands.dropLast() {
      let found = try renderer.evaluateIfPresent(operand)
      if let value = found.value, passesNull || !value.isNullInside {
        return isSecret ? renderer.labelled(value) : value
      }
      if found.isSecret || found.value.map(renderer.isLabelled) == true { isSecret = true }
    }
    guard let last = operands.last else { return .null }
    do throws(PebbleError) {
      let value = try renderer.evaluate(last)
      return isSecret ? renderer.labelled(value) : value
    } catch {
      throw error.labelled(isSecret)
    }
  }
}

/// `not`, and the signs.
final class Unary: Expression {
  enum Kind: String {
    case not
    case minus = "-"
    case plus = "+"
  }

  let offset: Int
  private let kind: Kind
  private let operand: any Expression

  init(_ kind: Kind, _ operand: any Expression, offset: Int) {
    self.kind = kind
    self.operand = operand
    self.offset = offset
  }

  func value(in renderer: Renderer) throws(PebbleError) -> Value {
    try renderer.checkStack()
    let value = try renderer.evaluate(operand)
    let isSecret = renderer.isLabelled(value)
    return try renderer.labelling(isSecret, kind.rawValue) { () throws(PebbleError) in
      let value = isSecret ? value.revealed : value
      switch kind {
      case .not:
        guard value != .null else {
          throw .failed("null value given to not() and strict variables is set to true")
        }
        return .bool(!(try Truth.ofCondition(value)))
      case .minus: return try Arithmetic.Operation.multiply.apply(.int(-1), value)
      case .plus: return try Arithmetic.Operation.multiply.apply(.int(1), value)
      }
    }
  }
}
