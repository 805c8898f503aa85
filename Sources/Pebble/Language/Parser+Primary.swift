extension Parser {
  /// A literal, a name or a bracket, with what is attached to it.
  mutating func primary() throws(PebbleError) -> Parsed {
    let start = token
    switch start.kind {
    case .number, .long:
      advance()
      return try postfix(of: Parsed(node: Literal(try number(start), offset: start.offset), height: 1))
    case .string, .interpolationStart: return try postfix(of: try string())
    case .name: return try postfix(of: try name())
    case .punctuation where start.text == "(":
      advance()
      let inner = try ternary()
      try expect(")")
      return try postfix(of: inner)
    case .punctuation where start.text == "[": return try list()
    case .punctuation where start.text == "{": return try map()
    default: throw syntax("Unexpected token \"\(start.kind.rawValue)\" of value \"\(start.shown)\"")
    }
  }

  private func number(_ token: Token) throws(PebbleError) -> Value {
    if token.text.utf8.contains(UInt8(ascii: ".")) { return .double(Double(token.text) ?? 0) }
    guard let number = Int(token.text) else {
      throw PebbleError(.syntax("The number \(token.text.prefix(40)) is too large"), offset: token.offset)
    }
    return .int(number)
  }

  private mutating func name() throws(PebbleError) -> Parsed {
    let name = token
    advance()
    if token.isPunctuation("(") {
      let arguments = try arguments()
      switch name.text {
      case "true", "TRUE", "false", "FALSE", "null", "NULL", "none", "NONE":
        throw PebbleError(.syntax("\(name.text) can not be called"), offset: name.offset)
      default: break
      }
      let node = FunctionCall(name.text, library.functions[name.text], arguments.list, offset: name.offset)
      return try parsed(node, over: arguments.height)
    }
    let literal: Value
    switch name.text {
    case "true", "TRUE": literal = .bool(true)
    case "false", "FALSE": literal = .bool(false)
    case "null", "NULL", "none", "NONE": literal = .null
    default:
      return Parsed(node: Variable(name.text, symbol(for: name.text), offset: name.offset), height: 1)
    }
    return Parsed(node: Literal(literal, offset: name.offset), height: 1)
  }

  /// A text, or the parts of a text with interpolations; one interpolation alone is its own value.
  private mutating func string() throws(PebbleError) -> Parsed {
    let offset = token.offset
    var parts: [any Expression] = []
    var height = 0
    var followsText = false
    while true {
      if token.kind == .string, !followsText {
        parts.append(Literal(.string(token.text), offset: token.offset))
        advance()
        followsText = true
      } else if token.kind == .interpolationStart {
        advance()
        let part = try ternary()
        _ = try expect(.interpolationEnd)
        parts.append(part.node)
        height = max(height, part.height)
        followsText = false
      } else {
        break
      }
    }
    if parts.count == 1 { return Parsed(node: parts[0], height: max(1, height)) }
    return try parsed(Concatenation(parts, offset: offset), over: height)
  }

  private mutating func list() throws(PebbleError) -> Parsed {
    let offset = token.offset
    advance()
    var items: [any Expression] = []
    var height = 0
    if !skip("]") {
      repeat {
        let item = try ternary()
        items.append(item.node)
        height = max(height, item.height)
      } while skip(",")
      try expect("]")
    }
    return try parsed(ListLiteral(items, offset: offset), over: height)
  }

  private mutating func map() throws(PebbleError) -> Parsed {
    let offset = token.offset
    advance()
    var entries: [MapLiteral.Entry] = []
    var height = 0
    if !skip("}") {
      repeat {
        let key = try ternary()
        try expect(":")
        let value = try ternary()
        entries.append(MapLiteral.Entry(key: key.node, value: value.node))
        height = max(height, key.height, value.height)
      } while skip(",")
      try expect("}")
    }
    return try parsed(MapLiteral(entries, offset: offset), over: height)
  }

  private mutating func postfix(of base: Parsed) throws(PebbleError) -> Parsed {
    var result = base
    while true {
      if skip(".") {
        let name = try expect(.name)
        if token.isPunctuation("(") {
          let arguments = try arguments()
          if arguments.list.contains(where: { $0.name != nil }) {
            throw syntax("Can not use named arguments when calling a bean method")
          }
          let node = MethodCall(result.node, name.text, arguments.list.map(\.value), offset: name.offset)
          result = try parsed(node, over: max(result.height, arguments.height))
        } else {
          result = try parsed(MemberAccess(result.node, name.text, offset: name.offset), over: result.height)
        }
      } else if skip("[") {
        let key = try ternary()
        try expect("]")
        let node: any Expression
        if let literal = key.node as? Literal, case .string(let name) = literal.literal {
          node = MemberAccess(result.node, name, offset: literal.offset)
        } else {
          node = Subscript(result.node, key.node, offset: key.node.offset)
        }
        result = try parsed(node, over: max(result.height, key.height))
      } else {
        return result
      }
    }
  }

  /// The arguments in brackets of a call, if there are any, and the height of the highest.
  mutating func arguments() throws(PebbleError) -> (list: [Argument], height: Int) {
    guard skip("(") else { return ([], 0) }
    var arguments: [Argument] = []
    var height = 0
    guard !skip(")") else { return (arguments, 0) }
    repeat {
      var name: String?
      if token.kind == .name, nextToken.isPunctuation("=") {
        name = try newVariable().name
        advance()
      }
      let value = try ternary()
      height = max(height, value.height)
      if name == nil, arguments.last?.name != nil {
        throw syntax("Positional arguments must be declared before any named arguments.")
      }
      arguments.append(Argument(name: name, value: value.node))
    } while skip(",")
    try expect(")")
    return (arguments, height)
  }
}
