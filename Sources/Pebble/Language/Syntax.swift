/// An expression, with its place in the template in UTF-8 bytes.
struct Expression: Sendable {
  indirect enum Kind: Sendable {
    case literal(Value)
    case variable(String)
    case attribute(Expression, Expression)
    case call(String, [Argument])
    case method(Expression, String, [Argument])
    case filter(Expression, String, [Argument])
    case test(Expression, String, [Argument], isNegated: Bool)
    case unary(String, Expression)
    case binary(String, Expression, Expression)
    case ternary(Expression, Expression, Expression)
    case list([Expression])
    case map([(Expression, Expression)])
    case interpolation([Expression])
  }

  let kind: Kind
  let offset: Int
}

/// One argument of a call.
struct Argument: Sendable {
  let name: String?
  let value: Expression
}

/// A piece of a template.
indirect enum Node: Sendable {
  case text(String)
  case print(Expression)
  case set(String, Expression)
  case branch([(Expression, [Node])], otherwise: [Node])
  case loop(String, Expression, body: [Node], otherwise: [Node])
}
