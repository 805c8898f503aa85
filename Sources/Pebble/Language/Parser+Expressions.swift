/// Precedence as in Pebble 3.2: unary 500, `??` and `..` 120, `~` 110, `|` 100, `*` 60, `+` 40, `==` 30, `is` and `contains`
/// 20, `and` 15, `or` 10, ternary lowest.
extension Parser {
  /// A parsed expression and the height of its tree, which bounds how deep evaluating it goes.
  struct Parsed {
    let node: any Expression
    let height: Int
  }

  /// A whole expression.
  mutating func expression() throws(PebbleError) -> any Expression { try ternary().node }

  private static func precedence(of symbol: String) -> Int {
    switch symbol {
    case "??", "???", "..": 120
    case "~": 110
    case "|": 100
    case "*", "/", "%": 60
    case "+", "-": 40
    case "==", "equals", "!=", "<", ">", "<=", ">=": 30
    case "is", "is not", "contains", "isIn": 20
    case "and": 15
    case "or": 10
    default: 0
    }
  }

  mutating func ternary() throws(PebbleError) -> Parsed {
    try deeper { parser throws(PebbleError) in
      let condition = try parser.binary(from: 1)
      guard parser.skip("?") else { return condition }
      let first = try parser.ternary()
      try parser.expect(":")
      let second = try parser.ternary()
      let node = Ternary(condition.node, first.node, second.node, offset: condition.node.offset)
      return try parser.parsed(node, over: max(condition.height, first.height, second.height))
    }
  }

  func parsed(_ node: any Expression, over height: Int) throws(PebbleError) -> Parsed {
    try checkNesting(height + 1)
    return Parsed(node: node, height: height + 1)
  }

  private mutating func binary(from minimum: Int) throws(PebbleError) -> Parsed {
    var left = try unary()
    while token.kind == .operation {
      let level = Parser.precedence(of: token.text)
      guard level >= minimum, level > 0 else { break }
      let operation = token
      switch operation.text {
      case "|": left = try filter(on: left)
      case "is", "is not": left = try test(on: left)
      case "~", "??", "???", "and", "or": left = try chain(operation, level, from: left)
      case "+", "-", "*", "/", "%": left = try arithmetic(level, from: left)
      default:
        advance()
        let right = try operand(above: level)
        let node: any Expression
        switch operation.text {
        case "..": node = RangeExpression(left.node, right.node, offset: operation.offset)
        case "contains", "isIn":
          node = Containment(left.node, right.node, isInverted: operation.text == "isIn", offset: operation.offset)
        default:
          node = Comparison(Comparison.Kind(operation.text), left.node, right.node, offset: operation.offset)
        }
        left = try parsed(node, over: max(left.height, right.height))
      }
    }
    return left
  }

  private mutating func operand(above level: Int) throws(PebbleError) -> Parsed {
    try deeper { parser throws(PebbleError) in try parser.binary(from: level + 1) }
  }

  /// Operators that join any number of operands are one node, so that long chains do not nest.
  private mutating func chain(_ operation: Token, _ level: Int, from first: Parsed) throws(PebbleError) -> Parsed {
    var operands = [first.node]
    var height = first.height
    while token.kind == .operation, token.text == operation.text {
      advance()
      let next = try operand(above: level)
      operands.append(next.node)
      height = max(height, next.height)
    }
    let node: any Expression =
      switch operation.text {
      case "~": Concatenation(operands, offset: operation.offset)
      case "and", "or": Logic(isAnd: operation.text == "and", operands, offset: operation.offset)
      default: Coalescing(operands, passesNull: operation.text == "???", offset: operation.offset)
      }
    return try parsed(node, over: height)
  }

  private mutating func arithmetic(_ level: Int, from first: Parsed) throws(PebbleError) -> Parsed {
    var height = first.height
    var steps: [Arithmetic.Step] = []
    let offset = token.offset
    while token.kind == .operation, Parser.precedence(of: token.text) == level,
      let operation = Arithmetic.Operation(rawValue: token.text)
    {
      let place = token.offset
      advance()
      let next = try operand(above: level)
      steps.append(Arithmetic.Step(operation: operation, operand: next.node, offset: place))
      height = max(height, next.height)
    }
    return try parsed(Arithmetic(first.node, steps, offset: offset), over: height)
  }

  private mutating func filter(on input: Parsed) throws(PebbleError) -> Parsed {
    advance()
    let name = try expect(.name)
    let arguments = try arguments()
    let node = FilterCall(input.node, name.text, library.filters[name.text], arguments.list, offset: name.offset)
    return try parsed(node, over: max(input.height, arguments.height))
  }

  private mutating func test(on input: Parsed) throws(PebbleError) -> Parsed {
    let isNegated = token.text == "is not"
    advance()
    let name = try expect(.name)
    let arguments = try arguments()
    let node = TestCall(
      input.node, name.text, library.tests[name.text], arguments.list, isNegated: isNegated, offset: name.offset)
    return try parsed(node, over: max(input.height, arguments.height))
  }

  private mutating func unary() throws(PebbleError) -> Parsed {
    guard token.kind == .operation, let kind = Unary.Kind(rawValue: token.text) else { return try primary() }
    let offset = token.offset
    advance()
    let operand = try deeper { parser throws(PebbleError) in try parser.unary() }
    return try parsed(Unary(kind, operand.node, offset: offset), over: operand.height)
  }
}
