import Pebble

/// One reading of one flow: the text's nodes in, model values and diagnostics out.
///
/// Reading goes on after an error, with whatever could be understood, so that one reading finds all errors.
struct FlowReading {
  let catalog: TaskCatalog
  let source: FlowSource
  var diagnostics: [Diagnostic] = []
  var unsupported: [UnsupportedProperty] = []
  var pluginDefaults: [PluginDefault] = []
  /// How many flowable tasks lie around what is read.
  var taskDepth = 0

  init(catalog: TaskCatalog, source: FlowSource) {
    self.catalog = catalog
    self.source = source
  }

  mutating func report(_ code: String, _ message: String, at span: SourceSpan, help: String? = nil) {
    diagnostics.append(Diagnostic(code: code, message: message, file: source.name, span: span, help: help))
  }

  mutating func warn(_ code: String, _ message: String, at span: SourceSpan, help: String? = nil) {
    diagnostics.append(
      Diagnostic(.warning, code: code, message: message, file: source.name, span: span, help: help))
  }

  /// The known entries of a map, after each unknown key is reported. `nil` when the node is not a map.
  mutating func fields(of node: YAMLNode, in owner: String, known: [String]) -> Fields? {
    guard case .mapping(let entries) = node.content else {
      report("wrong-type", "\(owner) must be a map, not \(node.shape)", at: node.span)
      return nil
    }
    for entry in entries where !known.contains(entry.key) {
      report(
        "unknown-property", "unknown property '\(entry.key.excerpt)' of \(owner)", at: entry.keySpan,
        help: Suggestion.help(for: entry.key, among: known))
    }
    return Fields(owner: owner, span: node.span, entries: entries.filter { known.contains($0.key) })
  }

  /// Reports what is missing and gives the entry's value when it is there and not null.
  mutating func required(_ name: String, of fields: Fields) -> YAMLNode? {
    if let node = fields[name] { return node }
    let span = fields.span(of: name) ?? SourceSpan(at: fields.span.start)
    report("missing-property", "required property '\(name)' of \(fields.owner) is missing", at: span)
    return nil
  }

  /// Fixed text: any scalar by what is written.
  mutating func text(_ name: String, of fields: Fields) -> String? {
    guard let node = fields[name] else { return nil }
    return text(node, named: name)
  }

  mutating func text(_ node: YAMLNode, named name: String) -> String? {
    guard let scalar = node.scalar else {
      report("wrong-type", "'\(name)' must be text, not \(node.shape)", at: node.span)
      return nil
    }
    return scalar.text
  }

  mutating func flag(_ name: String, of fields: Fields, default defaultValue: Bool = false) -> Bool {
    guard let node = fields[name] else { return defaultValue }
    guard case .literal(.bool(let flag)) = value(node, as: .boolean, named: name, isDynamic: false) else {
      return defaultValue
    }
    return flag
  }

  mutating func word<Word: RawRepresentable & CaseIterable>(
    _ name: String, of fields: Fields, as type: Word.Type
  ) -> Word? where Word.RawValue == String {
    guard let node = fields[name], let text = text(node, named: name) else { return nil }
    if let word = Word(rawValue: text) { return word }
    let words = Word.allCases.map(\.rawValue)
    report(
      "unknown-word", "'\(name)' cannot be '\(text.excerpt)'", at: node.span,
      help: Suggestion.help(for: text, among: words))
    return nil
  }

  mutating func items(_ name: String, of fields: Fields) -> [YAMLNode] {
    guard let node = fields[name] else { return [] }
    guard case .sequence(let items) = node.content else {
      report("wrong-type", "'\(name)' must be a list, not \(node.shape)", at: node.span)
      return []
    }
    return items
  }

  /// A name that must fit its pattern and must not be taken; `taken` says where it was first written.
  mutating func name(
    _ fields: Fields, _ key: String = "id", pattern: NamePattern, taken: inout [String: SourceSpan], thing: String
  ) -> String? {
    guard let node = required(key, of: fields), let name = text(node, named: key) else { return nil }
    if let objection = pattern.objection(to: name) {
      report("invalid-id", "'\(name.excerpt)' is not a valid \(key): \(objection)", at: node.span)
    }
    if let first = taken[name] {
      report(
        "duplicate-id", "duplicate \(thing) id '\(name.excerpt)'", at: node.span,
        help: "the first one is at \(first.start)")
    } else {
      taken[name] = node.span
    }
    return name
  }

  mutating func note(unsupported names: [String], of fields: Fields, taskID: String? = nil) {
    for name in names {
      guard let node = fields[name], let span = fields.span(of: name) else { continue }
      if case .sequence(let items) = node.content, items.isEmpty { continue }
      unsupported.append(UnsupportedProperty(name: name, taskID: taskID, span: span))
      warn("unsupported-property", "'\(name)' of \(fields.owner) has no effect in this runner", at: span)
    }
  }
}

/// The entries of one map.
struct Fields {
  /// What the map describes, for messages.
  let owner: String
  let span: SourceSpan
  private(set) var entries: [YAMLEntry]

  /// The value of a key; `nil` when it is left out or null.
  subscript(name: String) -> YAMLNode? {
    entries.first { $0.key == name && !$0.value.isNull }?.value
  }

  /// Where a key is written.
  func span(of name: String) -> SourceSpan? {
    entries.first { $0.key == name }?.keySpan
  }
}
