extension Parser {
  /// Nodes up to one of the tags, whose name is then the current token, or to the end.
  mutating func body(until tags: Set<String>) throws(PebbleError) -> [any Node] {
    try deeper { parser throws(PebbleError) in
      var nodes: [any Node] = []
      while true {
        let token = parser.token
        switch token.kind {
        case .text:
          parser.advance()
          nodes.append(TextNode(token.text))
        case .printStart:
          parser.advance()
          nodes.append(PrintNode(try parser.expression()))
          _ = try parser.expect(.printEnd)
        case .tagStart:
          parser.advance()
          guard parser.token.kind == .name else { throw parser.syntax("A block must start with a tag name.") }
          if tags.contains(parser.token.text) { return nodes }
          if let node = try parser.tag() { nodes.append(node) }
        case .end: return nodes
        default: throw parser.syntax("Unexpected token \"\(token.kind.rawValue)\" of value \"\(token.shown)\"")
        }
      }
    }
  }

  private mutating func tag() throws(PebbleError) -> (any Node)? {
    let name = token
    switch name.text {
    case "if", "for", "set", "filter", "macro", "block": advance()
    default: throw syntax("Unexpected tag name \"\(name.text)\"")
    }
    switch name.text {
    case "if": return try ifTag(at: name.offset)
    case "for": return try forTag(at: name.offset)
    case "filter": return try filterTag(at: name.offset)
    case "block": return try blockTag(at: name.offset)
    case "macro":
      try macroTag(at: name.offset)
      return nil
    default:
      let variable = try newVariable()
      try expect("=")
      let value = try expression()
      _ = try expect(.tagEnd)
      assigned[assigned.count - 1].insert(variable.symbol)
      return SetNode(variable.symbol, value)
    }
  }

  private mutating func end(_ tag: String) throws(PebbleError) {
    guard token.isName(tag) else {
      throw syntax("Unexpected end of template. Pebble was looking for the \"\(tag)\" tag")
    }
    advance()
    _ = try expect(.tagEnd)
  }

  /// A name that is assigned: not one of the literals.
  mutating func newVariable() throws(PebbleError) -> (name: String, symbol: Int) {
    let name = token
    _ = try expect(.name)
    guard !["null", "none", "true", "false"].contains(name.text) else {
      throw PebbleError(.syntax("Can not assign a value to \(name.text)"), offset: name.offset)
    }
    return (name.text, symbol(for: name.text))
  }

  /// Runs `parse` and tells which variables were assigned in what it parsed.
  private mutating func collectingAssignments<Result>(
    _ parse: (inout Parser) throws(PebbleError) -> Result
  ) throws(PebbleError) -> (Result, [Int]) {
    assigned.append([])
    let result = try parse(&self)
    let inside = assigned.removeLast()
    assigned[assigned.count - 1].formUnion(inside)
    return (result, inside.sorted())
  }

  private mutating func ifTag(at offset: Int) throws(PebbleError) -> any Node {
    let (node, symbols) = try collectingAssignments { parser throws(PebbleError) in
      var branches: [IfNode.Branch] = []
      var otherwise: [any Node] = []
      repeat {
        if !branches.isEmpty { parser.advance() }
        let condition = try parser.expression()
        _ = try parser.expect(.tagEnd)
        let body = try parser.body(until: ["elseif", "else", "endif"])
        branches.append(IfNode.Branch(condition: condition, body: body))
      } while parser.token.isName("elseif")
      if parser.token.isName("else") {
        parser.advance()
        _ = try parser.expect(.tagEnd)
        otherwise = try parser.body(until: ["endif"])
      }
      try parser.end("endif")
      return (branches, otherwise)
    }
    return IfNode(node.0, otherwise: node.1, assigned: symbols, offset: offset)
  }

  private mutating func forTag(at offset: Int) throws(PebbleError) -> any Node {
    let variable = try newVariable()
    guard token.isName("in") else { _ = try expect(.punctuation); return TextNode("") }
    advance()
    let items = try expression()
    _ = try expect(.tagEnd)
    let loop = symbol(for: "loop")
    let (bodies, symbols) = try collectingAssignments { parser throws(PebbleError) in
      let body = try parser.body(until: ["else", "endfor"])
      var otherwise: [any Node] = []
      if parser.token.isName("else") {
        parser.advance()
        _ = try parser.expect(.tagEnd)
        otherwise = try parser.body(until: ["endfor"])
      }
      try parser.end("endfor")
      return (body, otherwise)
    }
    return ForNode(
      variable: variable.symbol, loop: loop, items: items, body: bodies.0, otherwise: bodies.1, assigned: symbols,
      offset: offset)
  }

  private mutating func filterTag(at offset: Int) throws(PebbleError) -> any Node {
    var calls: [(name: Token, arguments: [Argument])] = []
    repeat {
      if !calls.isEmpty { advance() }
      let name = try expect(.name)
      calls.append((name, try arguments().list))
      try checkNesting(calls.count)
    } while token.kind == .operation && token.text == "|"
    _ = try expect(.tagEnd)
    let body = try body(until: ["endfilter"])
    try end("endfilter")
    var input: any Expression = CaptureExpression(body, offset: offset)
    for call in calls {
      input = FilterCall(
        input, call.name.text, library.filters[call.name.text], call.arguments, offset: call.name.offset)
    }
    return PrintNode(input)
  }

  private mutating func blockTag(at offset: Int) throws(PebbleError) -> any Node {
    let name = token
    if name.kind == .string { advance() } else { _ = try expect(.name) }
    _ = try expect(.tagEnd)
    let body = try body(until: ["endblock"])
    guard token.isName("endblock") else {
      throw PebbleError(
        .syntax("endblock tag should be present with block tag starting line number "), offset: offset)
    }
    advance()
    if token.kind == name.kind && token.text == name.text { advance() }
    _ = try expect(.tagEnd)
    define(block: name.text, body)
    return BlockNode(name.text, offset: offset)
  }

  private mutating func macroTag(at offset: Int) throws(PebbleError) {
    let name = try expect(.name)
    var parameters: [Macro.Parameter] = []
    try expect("(")
    while !token.isPunctuation(")") {
      if !parameters.isEmpty { try expect(",") }
      let variable = try newVariable()
      let value = skip("=") ? try expression() : nil
      parameters.append(Macro.Parameter(name: variable.name, symbol: variable.symbol, defaultValue: value))
    }
    try expect(")")
    _ = try expect(.tagEnd)
    let (body, _) = try collectingAssignments { parser throws(PebbleError) in
      try parser.body(until: ["endmacro"])
    }
    try end("endmacro")
    try define(macro: Macro(name: name.text, parameters: parameters, body: body), at: offset)
  }
}
