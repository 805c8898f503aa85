import OrderedCollections

/// A parsed template. Parse once, render often; a value, free to share.
public struct Template: Sendable {
  public var source: String { program.source }
  private let program: Program
  private let environment: Environment

  /// Text without `{` is taken as it is, without parsing. A text that was parsed before comes from the environment's cache.
  public init(_ source: String, in environment: Environment = .standard) throws(PebbleError) {
    self.environment = environment
    guard source.utf8.contains(.openBrace) else {
      program = Program(
        source: source, nodes: source.isEmpty ? [] : [TextNode(source)], names: [], macros: [:], blocks: [:])
      return
    }
    program = try environment.compile(source)
  }

  /// The template as text, in its two forms.
  public func render(_ scope: Scope) throws(PebbleError) -> LabelledText {
    if environment.rendersRecursively { return try RecursiveRendering(environment, scope).render(program) }
    if let text = program.plainText { return LabelledText(text) }
    return try run(scope, .text).output.text
  }

  /// The value of a template that is one expression, with its type; any other template's text.
  public func evaluate(_ scope: Scope) throws(PebbleError) -> Value {
    if let text = program.plainText { return .string(text) }
    return try run(scope, .typed(lenient: true)).output.value
  }

  /// Kestra's typed rendering: one expression yields its own type, and only text can be joined with other text.
  /// - Returns: null when nothing was written.
  public func renderTyped(_ scope: Scope) throws(PebbleError) -> Value {
    if let text = program.plainText { return .string(text) }
    return try run(scope, .typed(lenient: false)).output.value
  }

  private func run(_ scope: Scope, _ mode: Output.Mode) throws(PebbleError) -> Renderer {
    let renderer = Renderer(
      program, scope: scope, environment: environment, output: Output(mode, limit: environment.limits.outputBytes))
    do throws(PebbleError) {
      try renderer.render(program.nodes)
      return renderer
    } catch {
      throw error.located(at: 0, in: program.source)
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

/// Kestra's recursive rendering: the output is a template again, until nothing changes.
struct RecursiveRendering {
  private let environment: Environment
  private let scope: Scope

  init(_ environment: Environment, _ scope: Scope) {
    self.environment = environment
    self.scope = scope
  }

  func render(_ program: Program) throws(PebbleError) -> LabelledText {
    var program = program
    var text = LabelledText(program.source)
    for _ in 0..<max(1, environment.limits.renderAttempts) {
      let next = try round(program, isSecret: text.isSecret)
      if next.revealed == text.revealed { return withoutRawTags(text) }
      text = next
      guard text.revealed.utf8.contains(.openBrace) else { return text }
      do throws(PebbleError) {
        program = try environment.compile(text.revealed, isSecret: text.isSecret)
      } catch {
        throw text.isSecret ? error.withheld(by: "render") : error
      }
    }
    throw PebbleError.failed("Too many rendering attempts").located(at: 0, in: program.source)
  }

  private func round(_ program: Program, isSecret: Bool) throws(PebbleError) -> LabelledText {
    if let text = program.plainText { return isSecret ? secret(text) : LabelledText(text) }
    let renderer = Renderer(
      program, scope: scope, environment: environment, output: Output(.text, limit: environment.limits.outputBytes))
    do throws(PebbleError) {
      try renderer.render(program.nodes)
      let text = renderer.output.text
      return isSecret ? secret(text.revealed) : text
    } catch {
      throw isSecret ? error.withheld(by: "render") : error.located(at: 0, in: program.source)
    }
  }

  /// What comes of a secret template is secret altogether.
  private func secret(_ text: String) -> LabelledText { LabelledText(revealed: text, masked: Secret.mask) }

  private func withoutRawTags(_ text: LabelledText) -> LabelledText {
    guard text.isSecret else { return LabelledText(untagged(text.revealed)) }
    return LabelledText(revealed: untagged(text.revealed), masked: untagged(text.masked))
  }

  private func untagged(_ text: String) -> String {
    var regions = RawRegions(keepsTags: false)
    let bytes = Array(text.utf8)
    return regions.untagged(bytes, 0..<bytes.count)
  }
}
