/// An expression of the syntax tree: it knows its place and computes its value.
protocol Expression: AnyObject, Sendable {
  /// Where it stands, in UTF-8 bytes from the start of the template.
  var offset: Int { get }
  func value(in renderer: Renderer) throws(PebbleError) -> Value
}

/// A piece of a template: it writes what it stands for.
protocol Node: AnyObject, Sendable {
  func render(in renderer: Renderer) throws(PebbleError)
}

/// One argument of a call.
struct Argument: Sendable {
  let name: String?
  let value: any Expression
}

/// A parsed template: its nodes and what they refer to.
final class Program: Sendable {
  let source: String
  let nodes: [any Node]
  /// The variables that the template names; a node knows its own by the place in here.
  let names: [String]
  let macros: [String: Macro]
  let blocks: [String: [any Node]]
  /// The text, when there is nothing else.
  let plainText: String?

  init(
    source: String, nodes: [any Node], names: [String], macros: [String: Macro], blocks: [String: [any Node]]
  ) {
    self.source = source
    self.nodes = nodes
    self.names = names
    self.macros = macros
    self.blocks = blocks
    if nodes.isEmpty {
      plainText = ""
    } else if nodes.count == 1, let text = nodes[0] as? TextNode {
      plainText = text.text
    } else {
      plainText = nil
    }
  }
}

/// A macro as it was defined.
final class Macro: Sendable {
  struct Parameter: Sendable {
    let name: String
    let symbol: Int
    let defaultValue: (any Expression)?
  }

  let name: String
  let parameters: [Parameter]
  let body: [any Node]
  let parameterNames: [String]

  init(name: String, parameters: [Parameter], body: [any Node]) {
    self.name = name
    self.parameters = parameters
    self.body = body
    parameterNames = parameters.map(\.name)
  }
}
