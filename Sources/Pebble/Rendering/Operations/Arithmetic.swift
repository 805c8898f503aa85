/// A chain of arithmetic operators of one precedence, from the left.
final class Arithmetic: Expression {
  struct Step: Sendable {
    let operation: Operation
    let operand: any Expression
    let offset: Int
  }

  let offset: Int
  private let first: any Expression
  private let steps: [Step]

  init(_ first: any Expression, _ steps: [Step], offset: Int) {
    self.first = first
    self.steps = steps
    self.offset = offset
  }

  func value(in renderer: Renderer) throws(PebbleError) -> Value {
    try renderer.checkStack()
    guard let firstStep = steps.first else { return try renderer.evaluate(first) }
    var result: Value
    do throws(PebbleError) {
      result = try renderer.evaluate(first)
    } catch {
      throw error.inOperation(firstStep.operation.failure)
    }
    for step in steps {
      do throws(PebbleError) {
        let operand = try renderer.evaluate(step.operand)
        result = try apply(step.operation, result, operand, in: renderer)
      } catch {
        throw error.inOperation(step.operation.failure).at(step.offset)
      }
    }
    return result
  }

  private func apply(
    _ operation: Operation, _ left: Value, _ right: Value, in renderer: Renderer
  ) throws(PebbleError) -> Value {
    if case .int(let first) = left, case .int(let second) = right { return try operation.apply(first, second) }
    if operation == .add, left.isText || right.isText {
      return try renderer.concatenate([left, right], nullText: "null")
    }
    switch (operation, left) {
    case (.add, .list(let items)):
      try renderer.charge(steps: items.count / 32)
      if case .secret(let secret) = right {
        return renderer.labelled(.list(items + (secret.revealed.items ?? [secret.revealed])))
      }
      return .list(items + (right.items ?? [right]))
    case (.add, .secret), (.subtract, .list), (.subtract, .secret):
      let isSecret = renderer.isLabelled(left) || renderer.isLabelled(right)
      return try renderer.labelling(isSecret, operation.rawValue) { () throws(PebbleError) in
        try change(operation, left.revealed, right.revealed, in: renderer)
      }
    default:
      let isSecret = renderer.isLabelled(left) || renderer.isLabelled(right)
      return try renderer.labelling(isSecret, operation.rawValue) { () throws(PebbleError) in
        try operation.apply(left.revealed, right.revealed)
      }
    }
  }

  /// `+` and `-` on a list; on anything else arithmetic.
  private func change(
    _ operation: Operation, _ left: Value, _ right: Value, in renderer: Renderer
  ) throws(PebbleError) -> Value {
    guard case .list(let items) = left else { return try operation.apply(left, right) }
    let others = right.items ?? [right]
    if operation == .add {
      try renderer.charge(steps: items.count / 32)
      return .list(items + others)
    }
    try renderer.charge(steps: items.count.multipliedReportingOverflow(by: others.count).partialValue / 16)
    return .list(items.filter { item in !others.contains { Equality.areIdentical($0, item) } })
  }
}

extension Arithmetic {
  enum Operation: String, Sendable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case remainder = "%"

    /// What the engine calls a failure of it.
    var failure: String {
      switch self {
      case .add: "Could not perform addition"
      case .subtract: "Could not perform subtraction"
      case .multiply: "Could not perform multiplication"
      case .divide: "Could not perform division"
      case .remainder: "Could not perform greater modulus"
      }
    }

    /// On integers, in 64 bits; what does not fit wraps around, as in Java.
    func apply(_ left: Int, _ right: Int) throws(PebbleError) -> Value {
      switch self {
      case .add: return .int(left &+ right)
      case .subtract: return .int(left &- right)
      case .multiply: return .int(left &* right)
      case .divide:
        guard right != 0 else { throw .failed("/ by zero") }
        return .int(left.dividedReportingOverflow(by: right).partialValue)
      case .remainder:
        guard right != 0 else { throw .failed("/ by zero") }
        return .int(left.remainderReportingOverflow(dividingBy: right).partialValue)
      }
    }

    /// On numbers of any kind.
    func apply(_ left: Value, _ right: Value) throws(PebbleError) -> Value {
      if case .int(let first) = left, case .int(let second) = right { return try apply(first, second) }
      guard let first = left.number, let second = right.number else {
        throw .failed("it takes numbers, not a \(left.kindName) and a \(right.kindName)")
      }
      switch self {
      case .add: return .double(first + second)
      case .subtract: return .double(first - second)
      case .multiply: return .double(first * second)
      case .divide: return .double(first / second)
      case .remainder: return .double(first.truncatingRemainder(dividingBy: second))
      }
    }
  }
}
