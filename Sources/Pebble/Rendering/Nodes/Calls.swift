/// `name(arguments)`: a function of the place, of the language, or a macro.
final class FunctionCall: Expression {
  let offset: Int
  private let name: String
  private let function: Function?
  private let arguments: [Argument]

  init(_ name: String, _ function: Function?, _ arguments: [Argument], offset: Int) {
    self.name = name
    self.function = function
    self.arguments = arguments
    self.offset = offset
  }

  func value(in renderer: Renderer) throws(PebbleError) -> Value {
    try renderer.checkStack()
    switch name {
    case "block": return try block(in: renderer)
    case "parent":
      throw .failed("Can not use parent function if template does not extend another template.")
    default: break
    }
    let ofPlace = renderer.scope.functions.isEmpty ? nil : renderer.scope.functions[name]
    guard let function = ofPlace ?? function else {
      guard let macro = renderer.program.macros[name] else {
        throw .failed("Function or Macro [\(name)] does not exist.")
      }
      return try renderer.call(macro, arguments, at: offset)
    }
    let bound = try renderer.arguments(arguments, to: function.parameters, of: name, at: offset)
    let result = try renderer.labelling(bound.isSecret, name) { () throws(PebbleError) in
      try function.body(bound.arguments)
    }
    renderer.noteLabels(of: result)
    try renderer.charge(result: result)
    return result
  }

  private func block(in renderer: Renderer) throws(PebbleError) -> Value {
    guard let first = arguments.first else { throw .failed("block() expects the name of a block") }
    let name = try renderer.evaluate(first.value)
    return try renderer.labelling(renderer.isLabelled(name), "block") { () throws(PebbleError) in
      try renderer.block(name.revealed.text)
    }
  }
}

/// `input | name(arguments)`
final class FilterCall: Expression {
  let offset: Int
  private let input: any Expression
  private let name: String
  private let filter: Filter?
  private let arguments: [Argument]

  init(_ input: any Expression, _ name: String, _ filter: Filter?, _ arguments: [Argument], offset: Int) {
    self.input = input
    self.name = name
    self.filter = filter
    self.arguments = arguments
    self.offset = offset
  }

  func value(in renderer: Renderer) throws(PebbleError) -> Value {
    try renderer.checkStack()
    guard let filter else { throw .failed("Filter [\(name)] does not exist.") }
    let bound = try renderer.arguments(arguments, to: filter.parameters, of: name, at: offset)
    var value: Value
    var isSecret = bound.isSecret
    if filter.toleratesMissing {
      let found = try renderer.evaluateIfPresent(input)
      value = found.value ?? .null
      isSecret = isSecret || found.isSecret
    } else {
      value = try renderer.evaluate(input)
    }
    if renderer.isLabelled(value) {
      isSecret = true
      value = value.revealed
    }
    let result = try renderer.labelling(isSecret, name) { () throws(PebbleError) in
      try filter.body(value, bound.arguments)
    }
    try renderer.charge(result: result)
    return result
  }
}

/// `input is name(arguments)`
final class TestCall: Expression {
  let offset: Int
  private let input: any Expression
  private let name: String
  private let test: TestFunction?
  private let arguments: [Argument]
  private let isNegated: Bool

  init(
    _ input: any Expression, _ name: String, _ test: TestFunction?, _ arguments: [Argument], isNegated: Bool,
    offset: Int
  ) {
    self.input = input
    self.name = name
    self.test = test
    self.arguments = arguments
    self.isNegated = isNegated
    self.offset = offset
  }

  func value(in renderer: Renderer) throws(PebbleError) -> Value {
    try renderer.checkStack()
    guard let test else { throw .failed("Test [\(name)] does not exist.") }
    let bound = try renderer.arguments(arguments, to: test.parameters, of: name, at: offset)
    var value: Value
    var isSecret = bound.isSecret
    if test.toleratesMissing {
      let found = try renderer.evaluateIfPresent(input)
      value = found.value ?? .null
      isSecret = isSecret || found.isSecret
    } else {
      value = try renderer.evaluate(input)
    }
    if renderer.isLabelled(value) {
      isSecret = true
      value = value.revealed
    }
    return try renderer.labelling(isSecret, name) { () throws(PebbleError) in
      .bool(try test.body(value, bound.arguments) != isNegated)
    }
  }
}
