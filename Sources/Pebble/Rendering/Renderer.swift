import OrderedCollections

/// Walks a template's nodes with its variables. One renderer serves one rendering.
final class Renderer {
  private(set) var output = Output()
  private var scopes: [ValueMap] = [[:]]
  private let scope: Scope
  let environment: Environment
  private var steps = 0

  init(scope: Scope, environment: Environment) {
    self.scope = scope
    self.environment = environment
  }

  func render(_ nodes: [Node]) throws(PebbleError) {
    for node in nodes {
      switch node {
      case .text(let text): output.append(.string(text))
      case .print(let expression): output.append(try evaluate(expression))
      case .set(let name, let expression): assign(try evaluate(expression), to: name)
      case .branch(let branches, let otherwise): try branch(branches, otherwise: otherwise)
      case .loop(let name, let items, let body, let otherwise):
        try loop(name, over: try evaluate(items), at: items.offset, body: body, otherwise: otherwise)
      }
      guard output.count <= environment.limits.outputBytes else {
        throw PebbleError(.limit("output of \(environment.limits.outputBytes) bytes"))
      }
    }
  }

  private func branch(_ branches: [(Expression, [Node])], otherwise: [Node]) throws(PebbleError) {
    for (condition, body) in branches {
      guard try truth(of: try evaluate(condition), at: condition.offset) else { continue }
      return try render(body)
    }
    try render(otherwise)
  }

  private func loop(
    _ name: String, over value: Value, at offset: Int, body: [Node], otherwise: [Node]
  ) throws(PebbleError) {
    let items: [Value]
    switch value.openedList {
    case .list(let list)?: items = list
    case .map(let map)?: items = map.map { .map(["key": .string($0.key), "value": $0.value]) }
    case .null?: return
    default: throw PebbleError(.failed("Not an iterable object."), offset: offset)
    }
    guard !items.isEmpty else { return try render(otherwise) }
    scopes.append([:])
    defer { scopes.removeLast() }
    for (index, item) in items.enumerated() {
      scopes[scopes.count - 1][name] = item
      scopes[scopes.count - 1]["loop"] = .map([
        "index": .int(index), "length": .int(items.count), "first": .bool(index == 0),
        "last": .bool(index == items.count - 1), "revindex": .int(items.count - index - 1),
      ])
      try render(body)
    }
  }

  private func assign(_ value: Value, to name: String) {
    let place = scopes.lastIndex { $0[name] != nil } ?? scopes.count - 1
    scopes[place][name] = value
  }

  func evaluate(_ expression: Expression) throws(PebbleError) -> Value {
    steps += 1
    guard steps <= environment.limits.steps else {
      throw PebbleError(.limit("\(environment.limits.steps) steps"), offset: expression.offset)
    }
    do {
      return try value(of: expression)
    } catch {
      throw error.at(expression.offset)
    }
  }

  private func value(of expression: Expression) throws(PebbleError) -> Value {
    switch expression.kind {
    case .literal(let value): return value
    case .variable(let name):
      for variables in scopes.reversed() { if let value = variables[name] { return value } }
      guard let value = scope.variables[name] else { throw PebbleError(.notFound(name)) }
      return value
    case .attribute(let base, let key): return try attribute(try evaluate(key), of: try evaluate(base))
    case .method(let base, let name, let arguments):
      return try method(name, of: try evaluate(base), arguments: arguments)
    case .call(let name, let arguments): return try call(name, arguments, at: expression.offset)
    case .filter(let input, let name, let arguments): return try filter(input, name, arguments, at: expression.offset)
    case .test(let input, let name, let arguments, let isNegated):
      let result = try test(input, name, arguments, at: expression.offset)
      return isNegated ? try unary("not", result) : result
    case .unary(let symbol, let operand): return try unary(symbol, try evaluate(operand))
    case .binary(let symbol, let left, let right): return try binary(symbol, left, right)
    case .ternary(let condition, let first, let second):
      let value = try evaluate(condition)
      guard value != .null else { return try evaluate(second) }
      return try evaluate(try truth(of: value, at: condition.offset) ? first : second)
    case .list(let items):
      var values: [Value] = []
      for item in items { values.append(try evaluate(item)) }
      return .list(values)
    case .map(let entries):
      var values: ValueMap = [:]
      for (key, value) in entries { values[try evaluate(key).text] = try evaluate(value) }
      return .map(values)
    case .interpolation(let parts):
      var text = Output()
      for part in parts { text.append(try evaluate(part), printed: \.joinedText) }
      return text.text.value
    }
  }

  // MARK: Truth and tests

  private func truth(of value: Value, at offset: Int) throws(PebbleError) -> Bool {
    switch value {
    case .bool(let flag): return flag
    case .int(let number): return number != 0
    case .double(let number): return number != 0
    case .string(let text): return !text.isEmpty
    case .secret(let secret): return try truth(of: secret.revealed, at: offset)
    case .null, .list, .map, .instant, .exact:
      throw PebbleError(
        .failed("Unsupported value type \(value.kindName). Expected Boolean, String, Number in \"if\" statement"),
        offset: offset)
    }
  }

  private func test(_ input: Expression, _ name: String, _ arguments: [Argument], at offset: Int) throws(PebbleError)
    -> Value
  {
    guard let test = environment.tests[name] else { throw .failed("Test [\(name)] does not exist.") }
    let (bound, secretArguments) = try bind(arguments, to: test.parameters, of: name, at: offset)
    let value = test.toleratesMissing ? try orMissing(input) ?? .null : try evaluate(input)
    let isSecret = secretArguments || value.containsSecret
    do {
      let result = Value.bool(try test.body(value.revealed, bound))
      return isSecret ? .secret(Secret(result)) : result
    } catch {
      throw isSecret ? Renderer.withoutDetails(error, of: name) : error
    }
  }

  private func orMissing(_ expression: Expression) throws(PebbleError) -> Value? {
    do {
      return try evaluate(expression)
    } catch {
      guard case .notFound = error.kind else { throw error }
      return nil
    }
  }

  // MARK: Operators

  private func binary(_ symbol: String, _ left: Expression, _ right: Expression) throws(PebbleError) -> Value {
    switch symbol {
    case "??":
      if let value = try orMissing(left), value != .null { return value }
      return try evaluate(right)
    case "???":
      if let value = try orMissing(left) { return value }
      return try evaluate(right)
    case "and":
      guard try truth(of: try evaluate(left), at: left.offset) else { return .bool(false) }
      return .bool(try truth(of: try evaluate(right), at: right.offset))
    case "or":
      if try truth(of: try evaluate(left), at: left.offset) { return .bool(true) }
      return .bool(try truth(of: try evaluate(right), at: right.offset))
    default: break
    }
    let first = try evaluate(left)
    let second = try evaluate(right)
    if symbol == "~" || symbol == "+" && (first.isText || second.isText) {
      var text = Output()
      for value in [first, second] { text.append(value, printed: symbol == "~" ? \.joinedText : \.text) }
      return text.text.value
    }
    let result = try Operation(symbol).apply(first.revealed, second.revealed, limits: environment.limits)
    return first.containsSecret || second.containsSecret ? .secret(Secret(result)) : result
  }

  private func unary(_ symbol: String, _ value: Value) throws(PebbleError) -> Value {
    switch (symbol, value.revealed) {
    case ("not", .null): throw .failed("null value given to not() and strict variables is set to true")
    case ("not", _): return .bool(!(try truth(of: value, at: -1)))
    case (_, .int(let number)):
      if symbol == "+" { return value }
      let (result, overflow) = (0).subtractingReportingOverflow(number)
      guard !overflow else { throw .failed("Could not perform subtraction: the number is too large") }
      return .int(result)
    case (_, .double(let number)): return .double(symbol == "-" ? -number : number)
    default: throw .failed("Could not perform subtraction: expected a number")
    }
  }

  // MARK: Attributes and calls

  private func attribute(_ key: Value, of base: Value) throws(PebbleError) -> Value {
    let name = key.text
    switch base {
    case .map(let entries):
      guard let value = entries[name] else { return try method(name, of: base, orMissing: name) }
      return value
    case .list(let items):
      if let index = Int(name) {
        guard items.indices.contains(index) else { throw PebbleError(.notFound(name)) }
        return items[index]
      }
      return try method(name, of: base, orMissing: name)
    case .secret(let secret):
      return .secret(Secret(try attribute(key, of: secret.revealed)))
    case .string: return try method(name, of: base, orMissing: name)
    default: throw PebbleError(.notFound(name))
    }
  }

  private func method(_ name: String, of value: Value, orMissing missing: String) throws(PebbleError) -> Value {
    guard let result = try Members.value(of: name, on: value, arguments: []) else {
      throw PebbleError(.notFound(missing))
    }
    return result
  }

  private func method(_ name: String, of base: Value, arguments: [Argument]) throws(PebbleError) -> Value {
    var values: [Value] = []
    for argument in arguments { values.append(try evaluate(argument.value)) }
    let isSecret = base.containsSecret || values.contains(where: \.containsSecret)
    do throws(PebbleError) {
      guard let result = try Members.value(of: name, on: base.revealed, arguments: values.map(\.revealed)) else {
        throw PebbleError(.notFound(name))
      }
      return isSecret ? .secret(Secret(result)) : result
    } catch {
      throw isSecret ? Renderer.withoutDetails(error, of: name) : error
    }
  }

  private func call(_ name: String, _ arguments: [Argument], at offset: Int) throws(PebbleError) -> Value {
    guard let function = scope.functions[name] ?? environment.functions[name] else {
      throw .failed("Function or Macro [\(name)] does not exist.")
    }
    let (bound, isSecret) = try bind(arguments, to: function.parameters, of: name, at: offset)
    do {
      let result = try function.body(bound)
      return isSecret ? .secret(Secret(result)) : result
    } catch {
      throw isSecret ? Renderer.withoutDetails(error, of: name) : error
    }
  }

  /// Every variable that can be seen here, the innermost of a name.
  var allVariables: ValueMap {
    var variables = scope.variables
    for locals in scopes { variables.merge(locals) { $1 } }
    return variables
  }

  func charge(steps count: Int) throws(PebbleError) {
    let (sum, overflow) = steps.addingReportingOverflow(max(0, count))
    guard !overflow, sum <= environment.limits.steps else {
      throw PebbleError(.limit("\(environment.limits.steps) steps"))
    }
    steps = sum
  }

  func charge(bytes count: Int) throws(PebbleError) {
    guard count <= environment.limits.outputBytes else {
      throw PebbleError(.limit("output of \(environment.limits.outputBytes) bytes"))
    }
  }

  func renderInside(_ text: String) throws(PebbleError) -> LabelledText {
    // A template that renders itself would go on for ever: each rendering inside may take half of what is left.
    var inner = environment
    inner.limits.steps = max(0, environment.limits.steps - steps) / 2
    guard inner.limits.steps > 0 else { throw PebbleError(.limit("rendering inside rendering")) }
    return try Template(text, in: inner).render(Scope(allVariables, functions: scope.functions))
  }

  private func filter(_ input: Expression, _ name: String, _ arguments: [Argument], at offset: Int) throws(PebbleError)
    -> Value
  {
    guard let filter = environment.filters[name] else { throw .failed("Filter [\(name)] does not exist.") }
    let (bound, secretArguments) = try bind(arguments, to: filter.parameters, of: name, at: offset)
    let value = filter.toleratesMissing ? try orMissing(input) ?? .null : try evaluate(input)
    let isSecret = secretArguments || value.containsSecret
    do {
      let result = try filter.body(value.revealed, bound)
      return isSecret ? .secret(Secret(result)) : result
    } catch {
      throw isSecret ? Renderer.withoutDetails(error, of: name) : error
    }
  }

  private func bind(
    _ arguments: [Argument], to parameters: [String], of callee: String, at offset: Int
  ) throws(PebbleError) -> (Arguments, isSecret: Bool) {
    var values = [Value?](repeating: nil, count: parameters.count)
    var positional: [Value] = []
    var isSecret = false
    for (index, argument) in arguments.enumerated() {
      let value = try evaluate(argument.value)
      isSecret = isSecret || value.containsSecret
      if let name = argument.name {
        guard let place = parameters.firstIndex(of: name) else {
          throw .failed("The following named argument does not exist: \(name)")
        }
        values[place] = value.revealed
      } else if index < parameters.count {
        values[index] = value.revealed
        positional.append(value.revealed)
      } else if parameters.isEmpty {
        positional.append(value.revealed)
      } else {
        throw .failed(
          "The argument at position \(index + 1) is not allowed. Only \(parameters.count) argument(s) are allowed.")
      }
    }
    let bound = Arguments(
      parameters: parameters, values: values, positional: positional, callee: callee,
      context: CallContext(renderer: self, offset: offset))
    return (bound, isSecret)
  }

  /// An error raised while a secret was at hand may quote it.
  private static func withoutDetails(_ error: PebbleError, of name: String) -> PebbleError {
    if case .notFound = error.kind { return error }
    return .failed("'\(name)' failed on a secret value; its message is withheld")
  }
}
