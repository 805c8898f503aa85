/// Tokens to nodes. Precedence as in Pebble 3.2: unary 500, `??` 120, `~` 110, `|` 100, `*` 60, `+` 40, `==` 30, `is` 20,
/// `and` 15, `or` 10, ternary lowest.
struct Parser {
  private let tokens: [Token]
  private var index = 0
  private var depth = 0
  private let nesting: Int

  init(_ tokens: [Token], limits: Limits) {
    self.tokens = tokens
    self.nesting = limits.nesting
  }

  mutating func template() throws(PebbleError) -> [Node] {
    let nodes = try body(until: [])
    guard token.kind == .end else { throw syntax("Unexpected tag") }
    return nodes
  }

  mutating func onlyExpression() throws(PebbleError) -> Expression {
    let result = try expression()
    guard token.kind == .end else { throw unexpected() }
    return result
  }

  private var token: Token { tokens[min(index, tokens.count - 1)] }

  private mutating func advance() { index += 1 }

  private func syntax(_ message: String) -> PebbleError { PebbleError(.syntax(message), offset: token.offset) }

  private func unexpected() -> PebbleError {
    switch token.kind {
    case .end: syntax("Unexpected end of template")
    case .printEnd: syntax("Unexpected token \"PRINT_END\" of value \"}}\"")
    case .tagEnd: syntax("Unexpected token \"EXECUTE_END\" of value \"%}\"")
    case .name(let text):
      syntax("Unexpected token of value \"\(text)\" and type NAME, expected token of type PRINT_END")
    case .number(let text), .string(let text), .operation(let text), .text(let text), .interpolated(let text):
      syntax("Unexpected token of value \"\(text)\"")
    case .punctuation(let mark): syntax("Unexpected token of value \"\(mark)\"")
    case .printStart, .tagStart: syntax("Unexpected token of value \"{\"")
    }
  }

  private mutating func deeper<Result>(
    _ body: (inout Parser) throws(PebbleError) -> Result
  ) throws(PebbleError) -> Result {
    guard depth < nesting else { throw PebbleError(.limit("nesting deeper than \(nesting)"), offset: token.offset) }
    depth += 1
    defer { depth -= 1 }
    return try body(&self)
  }

  // MARK: Tags

  /// Nodes up to one of the tags, whose name is then the current token.
  private mutating func body(until tags: Set<String>) throws(PebbleError) -> [Node] {
    try deeper { parser throws(PebbleError) in
      var nodes: [Node] = []
      while true {
        switch parser.token.kind {
        case .text(let text):
          parser.advance()
          nodes.append(.text(text))
        case .printStart:
          parser.advance()
          nodes.append(.print(try parser.expression()))
          guard parser.token.kind == .printEnd else { throw parser.unexpected() }
          parser.advance()
        case .tagStart:
          parser.advance()
          guard case .name(let name) = parser.token.kind else {
            throw parser.syntax("A block must start with a tag name.")
          }
          if tags.contains(name) { return nodes }
          nodes.append(try parser.tag(name))
        default:
          guard tags.isEmpty else {
            let wanted = tags.contains("endfor") ? "endfor" : "endif"
            throw parser.syntax("Unexpected end of template. Pebble was looking for the \"\(wanted)\" tag")
          }
          return nodes
        }
      }
    }
  }

  private mutating func tag(_ name: String) throws(PebbleError) -> Node {
    let start = token
    advance()
    switch name {
    case "if": return try branch()
    case "for": return try loop()
    case "set":
      guard case .name(let variable) = token.kind else { throw unexpected() }
      advance()
      try expect("=")
      let value = try expression()
      try endTag()
      return .set(variable, value)
    default: throw PebbleError(.syntax("Unexpected tag name \"\(name)\""), offset: start.offset)
    }
  }

  private mutating func branch() throws(PebbleError) -> Node {
    var branches: [(Expression, [Node])] = []
    var otherwise: [Node] = []
    let condition = try expression()
    try endTag()
    branches.append((condition, try body(until: ["elseif", "else", "endif"])))
    while true {
      guard case .name(let name) = token.kind else { throw unexpected() }
      advance()
      switch name {
      case "elseif":
        let condition = try expression()
        try endTag()
        branches.append((condition, try body(until: ["elseif", "else", "endif"])))
      case "else":
        try endTag()
        otherwise = try body(until: ["endif"])
      default:
        try endTag()
        return .branch(branches, otherwise: otherwise)
      }
    }
  }

  private mutating func loop() throws(PebbleError) -> Node {
    guard case .name(let variable) = token.kind else { throw unexpected() }
    advance()
    guard token.kind == .name("in") else { throw unexpected() }
    advance()
    let items = try expression()
    try endTag()
    let body = try body(until: ["else", "endfor"])
    var otherwise: [Node] = []
    if token.kind == .name("else") {
      advance()
      try endTag()
      otherwise = try self.body(until: ["endfor"])
    }
    advance()
    try endTag()
    return .loop(variable, items, body: body, otherwise: otherwise)
  }

  private mutating func endTag() throws(PebbleError) {
    guard token.kind == .tagEnd else { throw unexpected() }
    advance()
  }

  private mutating func expect(_ mark: Character) throws(PebbleError) {
    guard token.kind == .punctuation(mark) else { throw unexpected() }
    advance()
  }

  private mutating func skip(_ mark: Character) -> Bool {
    guard token.kind == .punctuation(mark) else { return false }
    advance()
    return true
  }

  // MARK: Expressions

  private static let precedence: [String: Int] = [
    "??": 120, "???": 120, "..": 120, "~": 110, "|": 100, "*": 60, "/": 60, "%": 60, "+": 40, "-": 40,
    "==": 30, "equals": 30, "!=": 30, "<": 30, ">": 30, "<=": 30, ">=": 30, "is": 20, "is not": 20, "contains": 20,
    "and": 15, "or": 10,
  ]

  private mutating func expression() throws(PebbleError) -> Expression {
    try deeper { parser throws(PebbleError) in
      let condition = try parser.binary(above: 0)
      guard parser.skip("?") else { return condition }
      let first = try parser.expression()
      try parser.expect(":")
      let second = try parser.expression()
      return Expression(kind: .ternary(condition, first, second), offset: condition.offset)
    }
  }

  private mutating func binary(above minimum: Int) throws(PebbleError) -> Expression {
    var left = try unary()
    while case .operation(let symbol) = token.kind, let level = Parser.precedence[symbol], level > minimum {
      let offset = token.offset
      advance()
      switch symbol {
      case "|": left = try filter(on: left)
      case "is", "is not":
        guard case .name(let name) = token.kind else { throw unexpected() }
        advance()
        let arguments = token.kind == .punctuation("(") ? try arguments() : []
        left = Expression(kind: .test(left, name, arguments, isNegated: symbol == "is not"), offset: offset)
      default:
        let right = try deeper { parser throws(PebbleError) in try parser.binary(above: level) }
        left = Expression(kind: .binary(symbol, left, right), offset: offset)
      }
    }
    return left
  }

  private mutating func filter(on input: Expression) throws(PebbleError) -> Expression {
    guard case .name(let name) = token.kind else { throw unexpected() }
    let offset = token.offset
    advance()
    let arguments = token.kind == .punctuation("(") ? try arguments() : []
    return Expression(kind: .filter(input, name, arguments), offset: offset)
  }

  private mutating func unary() throws(PebbleError) -> Expression {
    if case .operation(let symbol) = token.kind, ["not", "-", "+"].contains(symbol) {
      let offset = token.offset
      advance()
      let operand = try deeper { parser throws(PebbleError) in try parser.unary() }
      return Expression(kind: .unary(symbol, operand), offset: offset)
    }
    return try postfix(of: try primary())
  }

  private mutating func primary() throws(PebbleError) -> Expression {
    let start = token
    advance()
    switch start.kind {
    case .number(let text): return Expression(kind: .literal(try number(text, at: start.offset)), offset: start.offset)
    case .string(let text): return Expression(kind: .literal(.string(text)), offset: start.offset)
    case .interpolated(let text): return try interpolation(text, at: start.offset)
    case .name(let name):
      if token.kind == .punctuation("(") {
        return Expression(kind: .call(name, try arguments()), offset: start.offset)
      }
      switch name {
      case "true", "TRUE": return Expression(kind: .literal(.bool(true)), offset: start.offset)
      case "false", "FALSE": return Expression(kind: .literal(.bool(false)), offset: start.offset)
      case "null", "NULL", "none", "NONE": return Expression(kind: .literal(.null), offset: start.offset)
      default: return Expression(kind: .variable(name), offset: start.offset)
      }
    case .punctuation("("):
      let inner = try expression()
      try expect(")")
      return inner
    case .punctuation("["):
      var items: [Expression] = []
      if !skip("]") {
        repeat { items.append(try expression()) } while skip(",")
        try expect("]")
      }
      return Expression(kind: .list(items), offset: start.offset)
    case .punctuation("{"):
      var entries: [(Expression, Expression)] = []
      if !skip("}") {
        repeat {
          let key = try expression()
          try expect(":")
          entries.append((key, try expression()))
        } while skip(",")
        try expect("}")
      }
      return Expression(kind: .map(entries), offset: start.offset)
    default:
      index -= 1
      throw unexpected()
    }
  }

  private func number(_ text: String, at offset: Int) throws(PebbleError) -> Value {
    if text.contains(".") { return .double(Double(text) ?? 0) }
    guard let number = Int(text) else { throw PebbleError(.syntax("The number \(text) is too large"), offset: offset) }
    return .int(number)
  }

  private mutating func postfix(of base: Expression) throws(PebbleError) -> Expression {
    var result = base
    if case .list = base.kind { return base }
    if case .map = base.kind { return base }
    while true {
      if skip(".") {
        guard case .name(let name) = token.kind else { throw unexpected() }
        let offset = token.offset
        advance()
        if token.kind == .punctuation("(") {
          result = Expression(kind: .method(result, name, try arguments()), offset: offset)
        } else {
          let key = Expression(kind: .literal(.string(name)), offset: offset)
          result = Expression(kind: .attribute(result, key), offset: offset)
        }
      } else if skip("[") {
        let key = try expression()
        try expect("]")
        result = Expression(kind: .attribute(result, key), offset: key.offset)
      } else {
        return result
      }
    }
  }

  private mutating func arguments() throws(PebbleError) -> [Argument] {
    try expect("(")
    var arguments: [Argument] = []
    guard !skip(")") else { return arguments }
    repeat {
      var name: String?
      if case .name(let word) = token.kind, index + 1 < tokens.count, tokens[index + 1].kind == .punctuation("=") {
        name = word
        index += 2
      } else if arguments.contains(where: { $0.name != nil }) {
        throw syntax("Positional arguments must be declared before any named arguments.")
      }
      arguments.append(Argument(name: name, value: try expression()))
    } while skip(",")
    try expect(")")
    return arguments
  }

  private mutating func interpolation(_ text: String, at offset: Int) throws(PebbleError) -> Expression {
    var parts: [Expression] = []
    var rest = Substring(text)
    while let open = rest.firstRange(of: "#{") {
      if open.lowerBound > rest.startIndex {
        parts.append(Expression(kind: .literal(.string(String(rest[..<open.lowerBound]))), offset: offset))
      }
      var level = 1
      var close = open.upperBound
      while close < rest.endIndex {
        if rest[close] == "{" { level += 1 }
        if rest[close] == "}" { level -= 1 }
        if level == 0 { break }
        close = rest.index(after: close)
      }
      guard level == 0 else { throw PebbleError(.syntax("Unclosed \"\"\""), offset: offset) }
      var lexer = Lexer(String(rest[open.upperBound..<close]))
      let tokens: [Token]
      do { tokens = try lexer.tokenizeExpression() } catch { throw PebbleError(error.kind, offset: offset) }
      let inside = tokens.map { Token(kind: $0.kind, offset: offset) }
      parts.append(
        try deeper { parser throws(PebbleError) in
          var limits = Limits()
          limits.nesting = parser.nesting - parser.depth
          var inner = Parser(inside, limits: limits)
          return try inner.onlyExpression()
        })
      rest = rest[rest.index(after: close)...]
    }
    if !rest.isEmpty { parts.append(Expression(kind: .literal(.string(String(rest))), offset: offset)) }
    return parts.count == 1 ? parts[0] : Expression(kind: .interpolation(parts), offset: offset)
  }
}
