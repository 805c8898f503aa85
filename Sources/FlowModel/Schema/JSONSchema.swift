import Pebble

/// JSON Schema (draft-07, which YAML language servers read) of property definitions.
public enum JSONSchema {
  /// A map with these keys.
  /// - Parameter closed: whether any other key is an error.
  static func object(_ specs: [PropertySpec], closed: Bool) -> Value {
    var map: ValueMap = [
      "type": .string("object"),
      "properties": properties(specs.map { ($0.name, property($0), $0.summary) }),
    ]
    let required = specs.filter { $0.isRequired && $0.defaultValue == nil }
    if !required.isEmpty { map["required"] = .list(required.map { .string($0.name) }) }
    if closed { map["additionalProperties"] = .bool(false) }
    return .map(map)
  }

  static func properties(_ entries: [(name: String, schema: Value, summary: String)]) -> Value {
    var map: ValueMap = [:]
    for entry in entries {
      guard case .map(var schema) = entry.schema else { continue }
      schema["description"] = .string(entry.summary)
      map[entry.name] = .map(schema)
    }
    return .map(map)
  }

  private static func property(_ spec: PropertySpec) -> Value {
    guard case .map(var schema) = of(spec.kind, isDynamic: spec.isDynamic) else { return .map([:]) }
    if let value = spec.defaultValue { schema["default"] = value }
    if spec.deprecation != nil { schema["deprecated"] = .bool(true) }
    return .map(schema)
  }

  /// What a value of this kind may be. Where expressions are rendered, text with an expression fits every kind.
  static func of(_ kind: PropertyKind, isDynamic: Bool) -> Value {
    let schema: ValueMap =
      switch kind {
      // A number, Boolean, map or list is taken by its text.
      case .string, .any, .typed: [:]
      case .integer: ["type": .string("integer")]
      case .number: ["type": .string("number")]
      case .boolean: ["type": .string("boolean")]
      case .duration: ["type": .string("string"), "pattern": .string(isDynamic ? "^(P|.*\\{\\{)" : "^P")]
      case .enumeration(let words): ["enum": .list(words.map(Value.string))]
      case .list(let element): ["type": .string("array"), "items": of(element, isDynamic: isDynamic)]
      case .map(let element): ["type": .string("object"), "additionalProperties": of(element, isDynamic: isDynamic)]
      case .object(let specs): entries(of: object(specs, closed: true))
      case .variants(let discriminator, let variants): self.variants(discriminator, variants)
      case .either(let kinds): ["anyOf": .list(kinds.map { of($0, isDynamic: isDynamic) })]
      case .tasks: ["type": .string("array"), "items": .map(["$ref": .string("#/definitions/task")])]
      }
    guard isDynamic, takesExpression(kind) else { return .map(schema) }
    return .map(["anyOf": .list([.map(schema), .map(expression)])])
  }

  private static let expression: ValueMap = ["type": .string("string"), "pattern": .string("\\{[{%]")]

  private static func takesExpression(_ kind: PropertyKind) -> Bool {
    switch kind {
    case .integer, .number, .boolean, .enumeration, .list, .map: true
    case .string, .duration, .object, .variants, .either, .any, .typed, .tasks: false
    }
  }

  private static func variants(_ discriminator: String, _ variants: [PropertyKind.Variant]) -> ValueMap {
    let choices: [Value] = variants.map { variant in
      let tag = PropertySpec(
        discriminator, .enumeration([variant.name]), "Which kind.", isRequired: true, isDynamic: false)
      return object([tag] + variant.properties.filter { $0.name != discriminator }, closed: true)
    }
    return ["oneOf": .list(choices)]
  }

  private static func entries(of value: Value) -> ValueMap {
    if case .map(let entries) = value { entries } else { [:] }
  }
}
