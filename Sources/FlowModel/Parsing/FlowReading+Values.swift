import OrderedCollections
import Pebble

extension FlowReading {
  /// Reads a value as its property's kind asks, and reports where it does not fit.
  mutating func value(_ node: YAMLNode, as kind: PropertyKind, named name: String, isDynamic: Bool = true)
    -> DynamicValue
  {
    if node.isNull { return .literal(.null) }
    if let scalar = node.scalar, TemplateText.isTemplate(scalar.text) {
      guard isDynamic else {
        report(
          "static-property", "'\(name)' cannot hold an expression", at: node.span, help: "write the value itself")
        return .literal(.string(scalar.text))
      }
      return .template(template(scalar, at: node.span))
    }
    switch kind {
    case .any, .typed, .tasks: return free(node, isDynamic: isDynamic, named: name)
    case .string:
      guard let scalar = node.scalar else { return free(node, isDynamic: isDynamic, named: name) }
      return .literal(.string(scalar.text))
    case .integer, .number, .boolean, .duration, .enumeration: return simple(node, as: kind, named: name)
    case .list(let item): return list(node, of: item, named: name, isDynamic: isDynamic)
    case .map(let item): return map(node, of: item, named: name, isDynamic: isDynamic)
    // Whether parts of it take expressions is said by their own definitions.
    case .object(let properties): return object(node, properties, named: name)
    case .variants(let discriminator, let variants):
      return variant(node, discriminator, variants, named: name)
    case .either(let kinds): return either(node, kinds, named: name, isDynamic: isDynamic)
    }
  }

  /// Text with expressions, after each expression in it was checked.
  mutating func template(_ scalar: YAMLScalar, at span: SourceSpan) -> TemplateText {
    let template = TemplateText(scalar, span: span, source: source)
    do {
      _ = try Template(template.text)
    } catch {
      let place = template.position(utf8Offset: error.offset)
      report("invalid-expression", "invalid expression: \(error.message)", at: SourceSpan(at: place))
    }
    return template
  }

  /// A value that may have any shape.
  mutating func free(_ node: YAMLNode, isDynamic: Bool, named name: String) -> DynamicValue {
    switch node.content {
    case .scalar(let scalar):
      if TemplateText.isTemplate(scalar.text) { return value(node, as: .string, named: name, isDynamic: isDynamic) }
      return .literal(scalar.value)
    case .sequence(let items):
      return .list(items.map { free($0, isDynamic: isDynamic, named: name) })
    case .mapping(let entries):
      return map(entries) { reading, entry in
        reading.free(entry.value, isDynamic: isDynamic, named: "\(name).\(entry.key)")
      }
    }
  }

  private mutating func map(
    _ entries: [YAMLEntry], _ read: (inout FlowReading, YAMLEntry) -> DynamicValue
  ) -> DynamicValue {
    var values: OrderedDictionary<String, DynamicValue> = [:]
    for entry in entries {
      if TemplateText.isTemplate(entry.key) {
        let style: YAMLScalar.Style =
          switch source.slice(entry.keySpan).first {
          case "'": .singleQuoted
          case "\"": .doubleQuoted
          default: .plain
          }
        _ = template(YAMLScalar(text: entry.key, style: style, isText: true), at: entry.keySpan)
      }
      values[entry.key] = read(&self, entry)
    }
    return .map(values)
  }

  private mutating func simple(_ node: YAMLNode, as kind: PropertyKind, named name: String) -> DynamicValue {
    guard let scalar = node.scalar else { return mismatch(node, kind, named: name) }
    // A quoted number is a number where one is asked for.
    let meaning = YAMLScalar.resolve(scalar.text)
    switch (kind, meaning) {
    case (.integer, .int), (.integer, .exact), (.number, .int), (.number, .double), (.number, .exact),
      (.boolean, .bool):
      return .literal(meaning)
    case (.boolean, .string("yes")), (.boolean, .string("on")), (.boolean, .string("no")), (.boolean, .string("off")):
      report(
        "wrong-type", "'\(name)' must be a Boolean, not the text '\(scalar.text)'", at: node.span,
        help: "write true or false")
      return .literal(meaning)
    case (.duration, _):
      if ISODuration.parse(scalar.text) == nil {
        report(
          "invalid-duration", "'\(scalar.text.excerpt)' is not a duration", at: node.span,
          help: "write it as in ISO 8601: PT30S, PT5M, P1D")
      }
      return .literal(.string(scalar.text))
    case (.enumeration(let words), _):
      if !words.contains(scalar.text) {
        report(
          "unknown-word", "'\(name)' cannot be '\(scalar.text.excerpt)'", at: node.span,
          help: Suggestion.help(for: scalar.text, among: words))
      }
      return .literal(.string(scalar.text))
    default: return mismatch(node, kind, named: name)
    }
  }

  private mutating func list(_ node: YAMLNode, of item: PropertyKind, named name: String, isDynamic: Bool)
    -> DynamicValue
  {
    switch node.content {
    case .sequence(let items):
      return .list(
        items.enumerated().map { index, node in
          value(node, as: item, named: "\(name)[\(index)]", isDynamic: isDynamic)
        })
    // The JSON text of a list.
    case .scalar(let scalar) where isDynamic && scalar.text.utf8.first == UInt8(ascii: "["):
      return .literal(.string(scalar.text))
    default: return mismatch(node, .list(item), named: name)
    }
  }

  private mutating func map(_ node: YAMLNode, of item: PropertyKind, named name: String, isDynamic: Bool)
    -> DynamicValue
  {
    switch node.content {
    case .mapping(let entries):
      return map(entries) { reading, entry in
        reading.value(entry.value, as: item, named: "\(name).\(entry.key)", isDynamic: isDynamic)
      }
    // The JSON text of a map.
    case .scalar(let scalar) where isDynamic && scalar.text.utf8.first == UInt8(ascii: "{"):
      return .literal(.string(scalar.text))
    default: return mismatch(node, .map(item), named: name)
    }
  }

  private mutating func object(
    _ node: YAMLNode, _ properties: [PropertySpec], named name: String
  ) -> DynamicValue {
    guard case .mapping(let entries) = node.content else { return mismatch(node, .object(properties), named: name) }
    return .map(self.properties(entries, properties, of: "'\(name)'", at: node.span))
  }

  /// The entries of a map with known properties. `ignoring` are keys that somebody else reads.
  mutating func properties(
    _ entries: [YAMLEntry], _ specs: [PropertySpec], of owner: String, at span: SourceSpan,
    ignoring: Set<String> = []
  ) -> OrderedDictionary<String, DynamicValue> {
    var values: OrderedDictionary<String, DynamicValue> = [:]
    for entry in entries where !ignoring.contains(entry.key) {
      guard let spec = specs.first(where: { $0.name == entry.key }) else {
        report(
          "unknown-property", "unknown property '\(entry.key.excerpt)' of \(owner)", at: entry.keySpan,
          help: Suggestion.help(for: entry.key, among: specs.map(\.name) + ignoring.sorted()))
        continue
      }
      if let deprecation = spec.deprecation {
        warn(
          "deprecated-property", "property '\(spec.name)' of \(owner) is deprecated", at: entry.keySpan,
          help: deprecation)
      }
      values[spec.name] = value(
        entry.value, as: spec.kind, named: spec.name, isDynamic: spec.isDynamic)
    }
    for spec in specs where spec.isRequired && (values[spec.name] ?? .literal(.null)) == .literal(.null) {
      let place = entries.first { $0.key == spec.name }?.keySpan ?? SourceSpan(at: span.start)
      report("missing-property", "required property '\(spec.name)' of \(owner) is missing", at: place)
    }
    return values
  }

  private mutating func variant(
    _ node: YAMLNode, _ discriminator: String, _ variants: [PropertyKind.Variant], named name: String
  ) -> DynamicValue {
    guard case .mapping(let entries) = node.content else {
      return mismatch(node, .variants(discriminator: discriminator, variants), named: name)
    }
    let names = variants.map(\.name)
    guard let chosen = entries.first(where: { $0.key == discriminator }), let scalar = chosen.value.scalar,
      !chosen.value.isNull
    else {
      report(
        "missing-property", "required property '\(discriminator)' of '\(name)' is missing",
        at: SourceSpan(at: node.span.start), help: "one of: \(names.joined(separator: ", "))")
      return .literal(.null)
    }
    guard let variant = variants.first(where: { $0.name == scalar.text }) else {
      report(
        "unknown-word", "'\(discriminator)' cannot be '\(scalar.text.excerpt)'", at: chosen.value.span,
        help: Suggestion.help(for: scalar.text, among: names))
      return .literal(.null)
    }
    var values: OrderedDictionary<String, DynamicValue> = [discriminator: .literal(.string(scalar.text))]
    let rest = properties(
      entries, variant.properties.filter { $0.name != discriminator }, of: "'\(name)' of type \(variant.name)",
      at: node.span, ignoring: [discriminator])
    values.merge(rest) { first, _ in first }
    return .map(values)
  }

  private mutating func either(_ node: YAMLNode, _ kinds: [PropertyKind], named name: String, isDynamic: Bool)
    -> DynamicValue
  {
    for kind in kinds {
      var attempt = self
      let value = attempt.value(node, as: kind, named: name, isDynamic: isDynamic)
      guard attempt.diagnostics.dropFirst(diagnostics.count).contains(where: { $0.severity == .error }) else {
        self = attempt
        return value
      }
    }
    // Report what is wrong with the one kind that has this shape, if there is just one.
    let alike = kinds.filter { $0.hasShape(of: node) }
    guard alike.count == 1, let kind = alike.first else { return mismatch(node, .either(kinds), named: name) }
    return value(node, as: kind, named: name, isDynamic: isDynamic)
  }

  private mutating func mismatch(_ node: YAMLNode, _ kind: PropertyKind, named name: String) -> DynamicValue {
    report("wrong-type", "'\(name)' must be \(kind.phrase), not \(node.shape)", at: node.span)
    return .literal(.null)
  }
}

extension PropertyKind {
  /// What is expected, for a message: `a list`.
  var phrase: String {
    switch self {
    case .string: "text"
    case .integer: "an integer"
    case .number: "a number"
    case .boolean: "a Boolean"
    case .duration: "a duration"
    case .enumeration(let words): "one of \(words.joined(separator: ", "))"
    case .list, .tasks: "a list"
    case .map, .object, .variants: "a map"
    case .either(let kinds): kinds.map(\.phrase).joined(separator: " or ")
    case .any, .typed: "any value"
    }
  }

  fileprivate func hasShape(of node: YAMLNode) -> Bool {
    switch (self, node.content) {
    case (.map, .mapping), (.object, .mapping), (.variants, .mapping), (.list, .sequence), (.tasks, .sequence): true
    case (.map, _), (.object, _), (.variants, _), (.list, _), (.tasks, _): false
    case (.either(let kinds), _): kinds.contains { $0.hasShape(of: node) }
    case (_, .scalar): true
    default: false
    }
  }
}
