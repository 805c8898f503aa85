/// Tokens to a syntax tree.
struct Parser {
  let tokens: [Token]
  var index = 0
  var depth = 0
  let limits: Limits
  let library: Vocabulary
  /// What `set` and `for` assign in each of the open bodies, innermost last.
  var assigned: [Set<Int>] = [[]]
  private(set) var macros: [String: Macro] = [:]
  private(set) var blocks: [String: [any Node]] = [:]
  private var symbols: [String: Int] = [:]
  private var names: [String] = []
  private let stack: StackGuard

  init(_ tokens: [Token], limits: Limits, library: Vocabulary) {
    self.tokens = tokens
    self.limits = limits
    self.library = library
    stack = StackGuard(bytes: limits.stackBytes)
  }

  mutating func program(of source: String) throws(PebbleError) -> Program {
    let nodes = try body(until: [])
    return Program(source: source, nodes: nodes, names: names, macros: macros, blocks: blocks)
  }

  /// The number that stands for a variable's name.
  mutating func symbol(for name: String) -> Int {
    if let symbol = symbols[name] { return symbol }
    symbols[name] = names.count
    names.append(name)
    return names.count - 1
  }

  mutating func define(macro: Macro, at offset: Int) throws(PebbleError) {
    guard macros[macro.name] == nil else {
      throw PebbleError(.syntax("More than one macro can not share the same name: \(macro.name)"), offset: offset)
    }
    macros[macro.name] = macro
  }

  mutating func define(block name: String, _ body: [any Node]) { blocks[name] = body }

  // MARK: Tokens

  var token: Token { tokens[min(index, tokens.count - 1)] }

  var nextToken: Token { tokens[min(index + 1, tokens.count - 1)] }

  mutating func advance() { index += 1 }

  mutating func skip(_ mark: String) -> Bool {
    guard token.isPunctuation(mark) else { return false }
    advance()
    return true
  }

  mutating func expect(_ kind: Token.Kind) throws(PebbleError) -> Token {
    let found = token
    guard found.kind == kind else { throw unexpected(wanted: kind) }
    advance()
    return found
  }

  mutating func expect(_ mark: String) throws(PebbleError) {
    guard skip(mark) else { throw unexpected(wanted: .punctuation) }
  }

  func syntax(_ message: String) -> PebbleError { PebbleError(.syntax(message), offset: token.offset) }

  private func unexpected(wanted: Token.Kind) -> PebbleError {
    syntax(
      "Unexpected token of value \"\(token.shown)\" and type \(token.kind.rawValue), "
        + "expected token of type \(wanted.rawValue)")
  }

  /// Counts one level of nesting while `body` parses it.
  mutating func deeper<Result>(
    _ body: (inout Parser) throws(PebbleError) -> Result
  ) throws(PebbleError) -> Result {
    try checkNesting(depth + 1)
    guard stack.hasRoom else { throw PebbleError(.limit("nesting too deep for the stack"), offset: token.offset) }
    depth += 1
    defer { depth -= 1 }
    return try body(&self)
  }

  func checkNesting(_ height: Int) throws(PebbleError) {
    guard height <= limits.nesting else {
      throw PebbleError(.limit("nesting deeper than \(limits.nesting)"), offset: token.offset)
    }
  }
}
