/// A number, text, `true`, `false` or `null`.
final class Literal: Expression {
  let offset: Int
  let literal: Value

  init(_ literal: Value, offset: Int) {
    self.literal = literal
    self.offset = offset
  }

  func value(in renderer: Renderer) throws(PebbleError) -> Value { literal }
}

/// A variable by its name.
final class Variable: Expression {
  let offset: Int
  let name: String
  let symbol: Int

  init(_ name: String, _ symbol: Int, offset: Int) {
    self.name = name
    self.symbol = symbol
    self.offset = offset
  }

  func value(in renderer: Renderer) throws(PebbleError) -> Value {
    guard let value = renderer.variable(symbol, name) else { throw PebbleError(.notFound(name)) }
    return value
  }
}

/// `[a, b]`
final class ListLiteral: Expression {
  let offset: Int
  private let items: [any Expression]

  init(_ items: [any Expression], offset: Int) {
    self.items = items
    self.offset = offset
  }

  func value(in renderer: Renderer) throws(PebbleError) -> Value {
    try renderer.checkStack()
    var values: [Value] = []
    values.reserveCapacity(items.count)
    for item in items { values.append(try renderer.evaluate(item)) }
    return .list(values)
  }
}

/// `{key: value}`, in the order of the source.
final class MapLiteral: Expression {
  struct Entry: Sendable {
    let key: any Expression
    let value: any Expression
  }

  let offset: Int
  private let entries: [Entry]

  init(_ entries: [Entry], offset: Int) {
    self.entries = entries
    self.offset = offset
  }

  func value(in renderer: Renderer) throws(PebbleError) -> Value {
    try renderer.checkStack()
    var values: ValueMap = [:]
    values.reserveCapacity(entries.count)
    var hasSecretKey = false
    for entry in entries {
      let key = try renderer.evaluate(entry.key)
      // A key cannot carry a label, so the whole map does.
      if renderer.isLabelled(key) { hasSecretKey = true }
      values[key.text] = try renderer.evaluate(entry.value)
    }
    return hasSecretKey ? renderer.labelled(.map(values)) : .map(values)
  }
}

/// `condition ? first : second`
final class Ternary: Expression {
  let offset: Int
  private let condition: any Expression
  private let first: any Expression
  private let second: any Expression

  init(_ condition: any Expression, _ first: any Expression, _ second: any Expression, offset: Int) {
    self.condition = condition
    self.first = first
    self.second = second
    self.offset = offset
  }

  func value(in renderer: Renderer) throws(PebbleError) -> Value {
    try renderer.checkStack()
    let value = try renderer.evaluate(condition)
    if case .bool(let flag) = value { return try renderer.evaluate(flag ? first : second) }
    let revealed = value.revealed
    let holds = revealed == .null ? false : try Truth.ofCondition(revealed)
    guard renderer.isLabelled(value) else { return try renderer.evaluate(holds ? first : second) }
    do throws(PebbleError) {
      return renderer.labelled(try renderer.evaluate(holds ? first : second))
    } catch {
      throw error.labelled()
    }
  }
}
