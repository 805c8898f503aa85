import OrderedCollections

/// A parsed template. Parse once, render often; a value, free to share.
public struct Template: Sendable {
  public let source: String
  let nodes: [Node]
  private let environment: Environment

  /// Text without `{` is taken as it is, without parsing.
  public init(_ source: String, in environment: Environment = .standard) throws(PebbleError) {
    self.source = source
    self.environment = environment
    guard source.utf8.contains(UInt8(ascii: "{")) else {
      nodes = source.isEmpty ? [] : [.text(source)]
      return
    }
    do {
      var lexer = Lexer(source)
      var parser = Parser(try lexer.tokenize(), limits: environment.limits)
      nodes = try parser.template()
    } catch {
      throw error.located(at: 0, in: source)
    }
  }

  /// The template as text, in its two forms.
  public func render(_ scope: Scope) throws(PebbleError) -> LabelledText {
    if nodes.count == 1, case .text(let text) = nodes[0] { return LabelledText(text) }
    let renderer = Renderer(scope: scope, environment: environment)
    do {
      try renderer.render(nodes)
      return renderer.output.text
    } catch {
      throw error.located(at: 0, in: source)
    }
  }

  /// The value of a template that is one expression, with its type; any other template's text.
  public func evaluate(_ scope: Scope) throws(PebbleError) -> Value {
    guard nodes.count == 1, case .print(let expression) = nodes[0] else { return try render(scope).value }
    let renderer = Renderer(scope: scope, environment: environment)
    do {
      return try renderer.evaluate(expression)
    } catch {
      throw error.located(at: expression.offset, in: source)
    }
  }
}

/// What a template sees: variables by name, and functions that belong to the place it is rendered in.
public struct Scope: Sendable {
  public var variables: ValueMap
  public var functions: [String: Function]

  public init(_ variables: ValueMap = [:], functions: [String: Function] = [:]) {
    self.variables = variables
    self.functions = functions
  }
}
