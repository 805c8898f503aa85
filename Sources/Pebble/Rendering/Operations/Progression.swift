/// `a..b`
final class RangeExpression: Expression {
  let offset: Int
  private let start: any Expression
  private let end: any Expression

  init(_ start: any Expression, _ end: any Expression, offset: Int) {
    self.start = start
    self.end = end
    self.offset = offset
  }

  func value(in renderer: Renderer) throws(PebbleError) -> Value {
    try renderer.checkStack()
    let first = try renderer.evaluate(start)
    let last = try renderer.evaluate(end)
    let isSecret = renderer.isLabelled(first) || renderer.isLabelled(last)
    return try renderer.labelling(isSecret, "range") { () throws(PebbleError) in
      let context = CallContext(renderer: renderer, offset: offset)
      return try Progression.values(from: first.revealed, to: last.revealed, by: .null, context)
    }
  }
}

/// The values from one number or character to another, both included.
enum Progression {
  static func values(
    from start: Value, to end: Value, by increment: Value, _ context: CallContext
  ) throws(PebbleError) -> Value {
    var step = 1
    if increment != .null {
      guard let number = increment.wholeNumber else {
        throw .failed("The increment of the range function must be a number \(increment.text)")
      }
      step = number
    }
    let characters: Bool
    let bounds: (Int, Int)
    if let first = start.wholeNumber, let last = end.wholeNumber {
      characters = false
      bounds = (first, last)
    } else if case .string(let first) = start, case .string(let last) = end, first.utf16.count == 1,
      last.utf16.count == 1, let low = first.utf16.first, let high = last.utf16.first
    {
      characters = true
      bounds = (Int(low), Int(high))
    } else {
      throw .failed("Arguments of range function must be of type Number or String with a length of 1")
    }
    guard step != 0 else { throw .failed("The increment of the range function must be different than 0") }
    let count = size(from: bounds.0, to: bounds.1, by: step)
    let most = context.limits.rangeItems
    guard count <= UInt(max(0, most)) else {
      throw .failed(
        "The range function cannot produce more than \(most) elements, but this call would produce \(count).")
    }
    try context.charge(steps: Int(count))
    var items: [Value] = []
    items.reserveCapacity(Int(count))
    var next = bounds.0
    for _ in 0..<count {
      items.append(
        characters ? .string(String(decoding: [UInt16(truncatingIfNeeded: next)], as: UTF16.self)) : .int(next))
      next &+= step
    }
    return .list(items)
  }

  private static func size(from start: Int, to end: Int, by step: Int) -> UInt {
    guard step > 0 ? start <= end : start >= end else { return 0 }
    let distance = step > 0 ? UInt(bitPattern: end &- start) : UInt(bitPattern: start &- end)
    let quotient = distance / step.magnitude
    return quotient == .max ? .max : quotient + 1
  }
}
