/// What a local variable holds; the state of a loop becomes a map only where it is looked at.
enum LocalValue {
  case value(Value)
  case loop(LoopState)

  var value: Value {
    switch self {
    case .value(let value): value
    case .loop(let state): state.value
    }
  }
}

/// The variable `loop`.
struct LoopState {
  var index = 0
  let length: Int

  subscript(name: String) -> Value? {
    switch name {
    case "index": .int(index)
    case "length": .int(length)
    case "first": .bool(index == 0)
    case "last": .bool(index == length - 1)
    case "revindex": .int(length - index - 1)
    default: nil
    }
  }

  var value: Value {
    var entries: ValueMap = [:]
    for name in ["last", "length", "index", "revindex", "first"] { entries[name] = self[name] }
    return .map(entries)
  }
}

extension Renderer {
  /// What has to be put back when a failure inside is caught.
  struct Mark {
    let locals: Int
    let scopeStart: Int
    let isInScope: Bool
    let macroStart: Int
    let isInMacro: Bool
    let secretBranches: Int
  }

  var mark: Mark {
    Mark(
      locals: locals.count, scopeStart: scopeStart, isInScope: isInScope, macroStart: macroStart,
      isInMacro: isInMacro, secretBranches: secretBranches)
  }

  func restore(_ mark: Mark) {
    if locals.count > mark.locals { locals.removeLast(locals.count - mark.locals) }
    scopeStart = mark.scopeStart
    isInScope = mark.isInScope
    macroStart = mark.macroStart
    isInMacro = mark.isInMacro
    secretBranches = mark.secretBranches
  }

  /// Opens the scope of a loop.
  func openScope() {
    scopeStart = locals.count
    isInScope = true
  }

  /// The place among ``locals``, the innermost of the name.
  @inline(__always)
  func localPlace(of symbol: Int) -> Int? {
    var place = locals.count
    while place > macroStart {
      place -= 1
      if locals[place].symbol == symbol { return place }
    }
    return nil
  }

  private func rootPlace(of symbol: Int) -> Int? { roots.firstIndex { $0.symbol == symbol } }

  /// A variable's value; `nil` when there is none of the name.
  @inline(__always)
  func variable(_ symbol: Int, _ name: String) -> Value? {
    if !locals.isEmpty, let place = localPlace(of: symbol) { return locals[place].value.value }
    if isInMacro { return globalVariable(name) }
    if !roots.isEmpty, let place = rootPlace(of: symbol) { return roots[place].value.value }
    return scope.variables[name] ?? globalVariable(name)
  }

  /// What the engine itself defines.
  private func globalVariable(_ name: String) -> Value? { name == "locale" ? .string("en_US") : nil }

  /// Changes the nearest variable of the name, or defines it in the innermost scope.
  func assign(_ value: Value, to symbol: Int) throws(PebbleError) {
    try charge(steps: (locals.count + roots.count) / 16)
    let value: LocalValue = .value(secretBranches > 0 ? labelled(value) : value)
    if let place = localPlace(of: symbol) {
      locals[place].value = value
    } else if isInMacro {
      locals.append(Local(symbol: symbol, value: value))
    } else if let place = rootPlace(of: symbol) {
      roots[place].value = value
    } else if isInScope, scope.variables[program.names[symbol]] == nil {
      locals.append(Local(symbol: symbol, value: value))
    } else {
      roots.append(Local(symbol: symbol, value: value))
    }
  }

  /// Labels variables that a secret decided about.
  func label(_ symbols: [Int]) throws(PebbleError) {
    for symbol in symbols {
      guard let value = variable(symbol, program.names[symbol]) else { continue }
      try assign(labelled(value), to: symbol)
    }
  }

  /// Every variable that can be seen here, the innermost of a name.
  var allVariables: ValueMap {
    var variables: ValueMap = [:]
    if !isInMacro {
      variables = scope.variables
      for local in roots { variables[program.names[local.symbol]] = local.value.value }
    }
    for local in locals[min(macroStart, locals.count)...] { variables[program.names[local.symbol]] = local.value.value }
    return variables
  }
}
