/// `base.name`, and `base['name']`.
final class MemberAccess: Expression {
  let offset: Int
  let base: any Expression
  let name: String

  init(_ base: any Expression, _ name: String, offset: Int) {
    self.base = base
    self.name = name
    self.offset = offset
  }

  func value(in renderer: Renderer) throws(PebbleError) -> Value {
    try renderer.checkStack()
    // The state of a loop is read without making a map of it.
    if let variable = base as? Variable, let place = renderer.localPlace(of: variable.symbol),
      case .loop(let state) = renderer.locals[place].value
    {
      guard let value = state[name] else { throw PebbleError(.notFound(name)) }
      return value
    }
    let value = try renderer.evaluate(base)
    if case .map(let entries) = value, let entry = entries[name] { return entry }
    return try Attribute.named(name, of: value, missing: value.isNullInside ? base.variableName ?? name : name)
  }
}

/// `base[key]`
final class Subscript: Expression {
  let offset: Int
  private let base: any Expression
  private let key: any Expression

  init(_ base: any Expression, _ key: any Expression, offset: Int) {
    self.base = base
    self.key = key
    self.offset = offset
  }

  func value(in renderer: Renderer) throws(PebbleError) -> Value {
    try renderer.checkStack()
    let value = try renderer.evaluate(base)
    let key = try renderer.evaluate(key)
    return try renderer.labelling(renderer.isLabelled(key), "[]") { () throws(PebbleError) in
      try Attribute.at(key.revealed, of: value, root: base.variableName)
    }
  }
}

/// `base.name(arguments)`
final class MethodCall: Expression {
  let offset: Int
  let base: any Expression
  private let name: String
  private let arguments: [any Expression]

  init(_ base: any Expression, _ name: String, _ arguments: [any Expression], offset: Int) {
    self.base = base
    self.name = name
    self.arguments = arguments
    self.offset = offset
  }

  /// Whether it stands for the entries of a map, which a loop takes from the map itself.
  var isEntrySet: Bool { name.lowercased() == "entryset" && arguments.isEmpty }

  func value(in renderer: Renderer) throws(PebbleError) -> Value {
    try renderer.checkStack()
    let base = try renderer.evaluate(base)
    var values: [Value] = []
    var isSecret = renderer.isLabelled(base)
    for argument in arguments {
      let value = try renderer.evaluate(argument)
      isSecret = isSecret || renderer.isLabelled(value)
      values.append(value)
    }
    guard !base.isNullInside else { throw PebbleError(.notFound(self.base.variableName ?? name)) }
    let result = try renderer.labelling(isSecret, name) { () throws(PebbleError) in
      let call = MemberCall(
        name: name, arguments: isSecret ? values.map(\.revealed) : values, renderer: renderer, offset: offset)
      guard let result = try call.result(on: isSecret ? base.revealed : base) else {
        throw PebbleError(.notFound(name))
      }
      return result
    }
    try renderer.charge(result: result)
    return result
  }
}

extension Expression {
  /// The name of the variable that the expression is, if it is one.
  var variableName: String? { (self as? Variable)?.name }
}
