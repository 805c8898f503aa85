/// Text that is copied.
final class TextNode: Node {
  let text: String

  init(_ text: String) {
    self.text = text
  }

  func render(in renderer: Renderer) throws(PebbleError) { try renderer.output.append(text: text) }
}

/// `{{ expression }}`
final class PrintNode: Node {
  let expression: any Expression

  init(_ expression: any Expression) {
    self.expression = expression
  }

  func render(in renderer: Renderer) throws(PebbleError) {
    let value = try renderer.evaluate(expression)
    do throws(PebbleError) {
      try renderer.output.print(value)
    } catch {
      throw error.at(expression.offset)
    }
  }
}

/// `{% set name = expression %}`
final class SetNode: Node {
  private let symbol: Int
  private let expression: any Expression

  init(_ symbol: Int, _ expression: any Expression) {
    self.symbol = symbol
    self.expression = expression
  }

  func render(in renderer: Renderer) throws(PebbleError) {
    let value = try renderer.evaluate(expression)
    // Only what is built here can grow deeper from one assignment to the next.
    if !(expression is MemberAccess || expression is Variable), value.isDeeper(than: Value.maximumDepth) {
      throw PebbleError(
        .limit("lists and maps nested deeper than \(Value.maximumDepth)"), offset: expression.offset)
    }
    try renderer.assign(value, to: symbol)
  }
}

/// `{% block name %}`: renders its body where it stands.
final class BlockNode: Node {
  private let name: String
  private let offset: Int

  init(_ name: String, offset: Int) {
    self.name = name
    self.offset = offset
  }

  func render(in renderer: Renderer) throws(PebbleError) {
    guard let body = renderer.program.blocks[name] else { return }
    do throws(PebbleError) {
      try renderer.nested { () throws(PebbleError) in try renderer.render(body) }
    } catch {
      throw error.at(offset)
    }
  }
}

/// A body rendered to text, as the input of the filters of a `filter` tag.
final class CaptureExpression: Expression {
  let offset: Int
  private let body: [any Node]

  init(_ body: [any Node], offset: Int) {
    self.body = body
    self.offset = offset
  }

  func value(in renderer: Renderer) throws(PebbleError) -> Value {
    try renderer.checkStack()
    return try renderer.capture { () throws(PebbleError) in try renderer.render(body) }
  }
}
