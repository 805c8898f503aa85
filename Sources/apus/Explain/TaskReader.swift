import FlowHTTP
import FlowModel
import FlowTasks
import OrderedCollections
import Pebble

/// Reads one task: puts placeholders where something is secret or not known yet, and renders the rest.
struct TaskReader {
  let scope: Scope
  let environment: Environment
  let inputs: ValueMap
  private var placeholders: [ShellText.Placeholder] = []
  private var properties: [FlowExplanation.Property] = []

  init(scope: Scope, environment: Environment, inputs: ValueMap) {
    self.scope = scope
    self.environment = environment
    self.inputs = inputs
  }

  mutating func explain(
    _ task: TaskDefinition, registry: TaskRegistry, masker: Masker
  ) -> FlowExplanation.ExplainedTask {
    var explained = FlowExplanation.ExplainedTask(id: task.id, type: task.schema.type.name)
    var replaced: OrderedDictionary<String, DynamicValue> = [:]
    for (name, value) in task.properties { replaced[name] = read(value, at: name) }
    let shell = ShellText(placeholders: placeholders)
    explained.properties = properties.map {
      .init(path: $0.path, text: masker.mask(shell.shown($0.text)), origins: $0.origins)
    }
    do {
      guard let registered = registry[task.type] else { return explained }
      let rendered = try PropertyRenderer(scope: scope, environment: environment)
        .render(replaced, as: registered.schema.properties)
      guard let preparing = try registered.make(rendered) as? any PreparingTask else { return explained }
      let command = CurlCommand(request: try preparing.prepared(), shell: shell).text
      explained.variables = placeholders.filter { command.contains("${\($0.variable)}") }
      // What is left of a secret came another way, by a variable's text, say.
      explained.curl = masker.mask(command)
    } catch {
      explained.problem = masker.mask(shell.shown("\(error)"))
    }
    return explained
  }

  private mutating func read(_ value: DynamicValue, at path: String) -> DynamicValue {
    switch value {
    case .literal(let literal):
      let text = if case .string(let text) = literal { text } else { JSON.text(of: literal) }
      properties.append(.init(path: path, text: text, origins: []))
      return value
    case .template(let template): return read(template, at: path)
    case .list(let items):
      return .list(items.enumerated().map { read($1, at: "\(path)[\($0)]") })
    case .map(let entries):
      var result: OrderedDictionary<String, DynamicValue> = [:]
      for (key, entry) in entries { result[key] = read(entry, at: path + "." + key) }
      return .map(result)
    }
  }

  private mutating func read(_ template: TemplateText, at path: String) -> DynamicValue {
    let all = ExpressionOrigins(template.text).origins
    let parts = TemplateParts(template.text)
    var origins: [ExpressionOrigin] = []
    var text = ""
    if parts.hasTags {
      origins = all
      text = all.first(where: mustHide).map { placeholder(for: template.text, $0, all) } ?? template.text
    } else {
      for part in parts.parts {
        switch part {
        case .text(let literal): text += literal
        case .expression(let expression):
          let own = ExpressionOrigins(expression).origins
          origins += own.filter { !origins.contains($0) }
          text += own.first(where: mustHide).map { placeholder(for: expression, $0, own) } ?? expression
        }
      }
    }
    let shown: String
    if TemplateText.isTemplate(text) {
      do {
        shown = try Template(text, in: environment).render(scope).masked
      } catch {
        shown = "\(template.text) (\(error.message))"
      }
    } else {
      shown = text
    }
    properties.append(.init(path: path, text: shown, origins: origins))
    return TemplateText.isTemplate(text) ? .template(TemplateText(text)) : .literal(.string(text))
  }

  private func mustHide(_ origin: ExpressionOrigin) -> Bool {
    switch origin {
    case .secret: true
    case .input(let name): inputs[name.split(separator: ".").first.map(String.init) ?? name]?.containsSecret ?? false
    default: origin.isUnknown
    }
  }

  /// The same expression has the same placeholder.
  private mutating func placeholder(
    for expression: String, _ origin: ExpressionOrigin, _ origins: [ExpressionOrigin]
  ) -> String {
    // `{{ secret('KEY') }}` alone is `${KEY}`; what an expression makes of more is another value.
    let inner = expression.filter { !" {}'\"".contains($0) }
    let isAlone = origins.count == 1 && (inner == "secret(\(origin.name))" || inner.hasSuffix(origin.name))
    let wish = TaskReader.variable(isAlone ? origin.name : "VALUE_OF_" + origin.name)
    let source: ExpressionOrigin = isAlone ? origin : origins.first { $0.isUnknown } ?? origin
    if isAlone, let known = placeholders.first(where: { $0.variable == wish && $0.origin == origin }) {
      return known.text
    }
    var name = wish
    var count = 2
    while placeholders.contains(where: { $0.variable == name }) {
      name = "\(wish)_\(count)"
      count += 1
    }
    let made = ShellText.Placeholder(variable: name, origin: source, number: placeholders.count + 1)
    placeholders.append(made)
    return made.text
  }

  /// A name that a shell takes.
  private static func variable(_ name: String) -> String {
    var text = ""
    for byte in name.uppercased().utf8 {
      let isPlain = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) || (0x30...0x39).contains(byte)
      text += isPlain ? String(UnicodeScalar(byte)) : text.hasSuffix("_") ? "" : "_"
    }
    while text.hasSuffix("_") { text.removeLast() }
    return text.first?.isLetter == true ? text : "V_" + text
  }
}
