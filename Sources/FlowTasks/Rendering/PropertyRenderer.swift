import FlowModel
import OrderedCollections
import Pebble

/// Turns what a flow says of a property into the canonical value that its kind asks for.
///
/// Rendered once: what an expression yields is never rendered again, so data that looks like an expression stays data.
public struct PropertyRenderer: Sendable {
  private let scope: Scope
  private let environment: Environment

  public init(scope: Scope, environment: Environment) {
    self.scope = scope
    self.environment = environment
  }

  /// Renders a task's own properties by its schema.
  public func render(
    _ properties: OrderedDictionary<String, DynamicValue>, as specs: [PropertySpec]
  ) throws(RenderFailure) -> RenderedProperties {
    RenderedProperties(try object(properties, as: specs, at: ""))
  }

  /// Renders one value.
  public func render(_ value: DynamicValue, as kind: PropertyKind, at path: String) throws(RenderFailure) -> Value {
    switch kind {
    case .string, .duration, .enumeration: try text(value, at: path)
    case .boolean, .integer, .number: try scalar(value, as: kind, at: path)
    case .list(let element): try list(value, of: element, at: path)
    case .map(let element): try map(value, of: element, at: path)
    case .object(let specs):
      if case .map(let entries) = value {
        .map(try object(entries, as: specs, at: path))
      } else {
        throw wrong("expected a map", at: path)
      }
    case .variants(let discriminator, let variants):
      try variant(value, discriminator: discriminator, among: variants, at: path)
    case .either(let kinds): try either(value, of: kinds, at: path)
    case .any, .tasks: try structure(value, at: path)
    case .typed: try typed(value, at: path)
    }
  }

  /// Renders one value and keeps the type of a single expression's result.
  public func typed(_ value: DynamicValue, at path: String) throws(RenderFailure) -> Value {
    guard case .template(let template) = value else { return try structure(value, at: path) }
    return try evaluate(template, at: path)
  }

  private func object(
    _ entries: OrderedDictionary<String, DynamicValue>, as specs: [PropertySpec], at path: String
  ) throws(RenderFailure) -> ValueMap {
    var values: ValueMap = [:]
    values.reserveCapacity(entries.count)
    for (name, value) in entries {
      guard let spec = specs.first(where: { $0.name == name }) else { continue }
      let place = path.isEmpty ? name : path + "." + name
      values[name] = value == .literal(.null) ? .null : try render(value, as: spec.kind, at: place)
    }
    return values
  }

  private func variant(
    _ value: DynamicValue, discriminator: String, among variants: [PropertyKind.Variant], at path: String
  ) throws(RenderFailure) -> Value {
    guard case .map(let entries) = value, let type = entries[discriminator] else {
      throw wrong("expected a map with '\(discriminator)'", at: path)
    }
    let name = try text(type, at: path + "." + discriminator)
    guard case .string(let word) = name, let variant = variants.first(where: { $0.name == word }) else {
      let words = variants.map(\.name).joined(separator: ", ")
      throw wrong("expected '\(discriminator)' to be one of \(words)", at: path)
    }
    var values = try object(entries, as: variant.properties, at: path)
    values[discriminator] = name
    return .map(values)
  }

  private func either(_ value: DynamicValue, of kinds: [PropertyKind], at path: String) throws(RenderFailure) -> Value {
    let isList: Bool
    switch value {
    case .list: isList = true
    case .template(let template):
      if case .list = try evaluate(template, at: path).opened { isList = true } else { isList = false }
    default: isList = false
    }
    let fitting = kinds.first { kind in
      if case .list = kind { return isList }
      return !isList
    }
    return try render(value, as: fitting ?? kinds.first ?? .any, at: path)
  }

  private func list(_ value: DynamicValue, of element: PropertyKind, at path: String) throws(RenderFailure) -> Value {
    switch value {
    case .list(let items):
      var values: [Value] = []
      values.reserveCapacity(items.count)
      for (index, item) in items.enumerated() {
        values.append(try render(item, as: element, at: "\(path)[\(index)]"))
      }
      return .list(values)
    case .template(let template):
      guard case .list(let items) = try structured(template, at: path).opened else {
        throw wrong("expected a list, or an expression that gives one", at: path)
      }
      var values: [Value] = []
      for item in items { values.append(try coerce(item, to: element, at: path)) }
      return .list(values)
    default: throw wrong("expected a list", at: path)
    }
  }

  private func map(_ value: DynamicValue, of element: PropertyKind, at path: String) throws(RenderFailure) -> Value {
    switch value {
    case .map(let entries):
      var values: ValueMap = [:]
      values.reserveCapacity(entries.count)
      for (key, entry) in entries {
        let name = try renderKey(key, at: path)
        guard values[name] == nil else { continue }
        values[name] = entry == .literal(.null) ? .null : try render(entry, as: element, at: path + "." + key)
      }
      return .map(values)
    case .template(let template):
      guard case .map(let entries) = try structured(template, at: path).opened else {
        throw wrong("expected a map, or an expression that gives one", at: path)
      }
      var values: ValueMap = [:]
      for (key, entry) in entries { values[key] = try coerce(entry, to: element, at: path + "." + key) }
      return .map(values)
    default: throw wrong("expected a map", at: path)
    }
  }

  /// Keys and strings are rendered at any depth; other values keep their type.
  private func structure(_ value: DynamicValue, at path: String) throws(RenderFailure) -> Value {
    switch value {
    case .list: try list(value, of: .any, at: path)
    case .map: try map(value, of: .any, at: path)
    case .template(let template): try renderText(template, at: path).value
    case .literal(let literal): literal
    }
  }

  /// Text; a map or list is taken by the JSON of its rendered form.
  private func text(_ value: DynamicValue, at path: String) throws(RenderFailure) -> Value {
    switch value {
    case .template(let template): return try renderText(template, at: path).value
    case .list, .map: return try coerce(structure(value, at: path), to: .string, at: path)
    case .literal(let literal): return try coerce(literal, to: .string, at: path)
    }
  }

  private func scalar(_ value: DynamicValue, as kind: PropertyKind, at path: String) throws(RenderFailure) -> Value {
    if case .template(let template) = value {
      let rendered = try renderText(template, at: path)
      return try coerce(rendered.isSecret ? .string(rendered.revealed) : rendered.value, to: kind, at: path)
    }
    return try coerce(value.literalValue ?? .null, to: kind, at: path)
  }

  private func renderKey(_ key: String, at path: String) throws(RenderFailure) -> String {
    guard TemplateText.isTemplate(key) else { return key }
    do {
      return try Template(key, in: environment).render(scope).revealed
    } catch {
      throw RenderFailure(PropertyError(error.message), at: path)
    }
  }

  /// An expression that stands for a structure: its own value, or its text read as JSON.
  private func structured(_ template: TemplateText, at path: String) throws(RenderFailure) -> Value {
    let value = try evaluate(template, at: path)
    switch value.revealed {
    case .string(let text):
      guard let parsed = try? JSON.parse(text) else { throw wrong("expected JSON text of a list or map", at: path) }
      return value.containsSecret ? .secret(Secret(parsed)) : parsed
    default: return value
    }
  }

  private func evaluate(_ template: TemplateText, at path: String) throws(RenderFailure) -> Value {
    do {
      return try Template(template.text.trimmed, in: environment).evaluate(scope)
    } catch {
      throw RenderFailure(error, in: template, at: path)
    }
  }

  private func renderText(_ template: TemplateText, at path: String) throws(RenderFailure) -> LabelledText {
    do {
      return try Template(template.text, in: environment).render(scope)
    } catch {
      throw RenderFailure(error, in: template, at: path)
    }
  }

  private func coerce(_ value: Value, to kind: PropertyKind, at path: String) throws(RenderFailure) -> Value {
    do {
      return try Coercion(kind).apply(to: value)
    } catch {
      throw RenderFailure(error, at: path)
    }
  }

  private func wrong(_ reason: String, at path: String) -> RenderFailure {
    RenderFailure(PropertyError(reason), at: path)
  }
}
