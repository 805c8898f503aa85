import Pebble

extension FlowReading {
  private static let commonProperties = [
    "id", "name", "type", "required", "defaults", "prefill", "description", "displayName", "dependsOn",
  ]

  private static func ownProperties(of type: InputType) -> [String] {
    switch type {
    case .string, .secret: ["validator"]
    case .int, .float, .duration: ["min", "max"]
    case .select, .enumeration:
      ["values", "expression", "allowCustomValue", "allowInput", "isRadio", "autoSelectFirst"]
    case .multiselect:
      ["values", "options", "expression", "itemType", "allowCustomValue", "allowInput", "autoSelectFirst"]
    case .datetime, .date, .time: ["after", "before"]
    case .file: ["extension", "allowedFileExtensions"]
    case .array: ["itemType"]
    case .boolean, .bool, .json, .yaml, .uri, .email: []
    }
  }

  mutating func inputs(_ fields: Fields) -> [InputDefinition] {
    var taken: [String: SourceSpan] = [:]
    return items("inputs", of: fields).compactMap { input(from: $0, taken: &taken) }
  }

  private mutating func input(from node: YAMLNode, taken: inout [String: SourceSpan]) -> InputDefinition? {
    guard case .mapping(let entries) = node.content else {
      report("wrong-type", "an input must be a map, not \(node.shape)", at: node.span)
      return nil
    }
    let raw = Fields(owner: "an input", span: node.span, entries: entries)
    let idKey = raw["id"] == nil && raw["name"] != nil ? "name" : "id"
    let id = name(raw, idKey, pattern: .inputID, taken: &taken, thing: "input")
    guard required("type", of: raw) != nil, let type = word("type", of: raw, as: InputType.self) else { return nil }
    let known = Self.commonProperties + Self.ownProperties(of: type)
    guard let fields = fields(of: node, in: "an input of type \(type.rawValue)", known: known) else { return nil }
    let isRequired = flag("required", of: fields, default: true)
    if let span = fields.span(of: "defaults"), fields["defaults"] != nil, !isRequired {
      warn(
        "optional-with-default", "an input with a default need not say 'required: false'", at: span,
        help: "the default is always applied")
    }
    let bounds: PropertyKind =
      switch type {
      case .int: .integer
      case .float: .number
      default: .duration
      }
    let input = InputDefinition(
      id: id ?? "", type: type, isRequired: isRequired,
      defaults: fields["defaults"].map { value($0, as: type.defaultKind, named: "defaults") },
      prefill: fields["prefill"].map { value($0, as: type.defaultKind, named: "prefill") },
      description: text("description", of: fields), displayName: text("displayName", of: fields),
      dependsOn: dependency(fields), validator: text("validator", of: fields),
      min: bound("min", of: fields, as: bounds), max: bound("max", of: fields, as: bounds),
      after: text("after", of: fields), before: text("before", of: fields),
      values: texts(fields["values"] == nil ? "options" : "values", of: fields),
      expression: expression("expression", of: fields), itemType: word("itemType", of: fields, as: InputType.self),
      allowsCustomValue: flag("allowCustomValue", of: fields) || flag("allowInput", of: fields),
      selectsFirst: flag("autoSelectFirst", of: fields), fileExtension: text("extension", of: fields),
      allowedFileExtensions: texts("allowedFileExtensions", of: fields), span: node.span)
    check(input, fields)
    return input
  }

  private mutating func check(_ input: InputDefinition, _ fields: Fields) {
    switch input.type {
    case .array where input.itemType == nil && fields["itemType"] == nil: _ = required("itemType", of: fields)
    case .array where input.itemType == .array:
      report("wrong-type", "'itemType' cannot be ARRAY", at: fields["itemType"]?.span ?? fields.span)
    case .select, .enumeration, .multiselect:
      if input.values == nil, input.expression == nil { _ = required("values", of: fields) }
    default: break
    }
    guard let node = fields["defaults"], let defaults = input.defaults?.literalValue, defaults != .null else { return }
    // A file's default names a file that is looked up in the run.
    guard input.type != .file else { return }
    do {
      _ = try InputParser.parse(defaults, for: input)
    } catch {
      report("invalid-default", "the default of input '\(input.id)' is not valid: \(error.reason)", at: node.span)
    }
  }

  private mutating func bound(_ name: String, of fields: Fields, as kind: PropertyKind) -> Value? {
    guard let node = fields[name] else { return nil }
    guard case .literal(let value) = value(node, as: kind, named: name, isDynamic: false), value != .null else {
      return nil
    }
    return value
  }

  private mutating func texts(_ name: String, of fields: Fields) -> [String]? {
    guard fields[name] != nil else { return nil }
    return items(name, of: fields).compactMap { text($0, named: name) }
  }

  private mutating func expression(_ name: String, of fields: Fields) -> TemplateText? {
    guard let node = fields[name], let scalar = node.scalar else { return nil }
    return template(scalar, at: node.span)
  }

  private mutating func dependency(_ fields: Fields) -> InputDefinition.Dependency? {
    guard let node = fields["dependsOn"],
      let fields = self.fields(of: node, in: "'dependsOn'", known: ["inputs", "condition"])
    else { return nil }
    return InputDefinition.Dependency(
      inputs: texts("inputs", of: fields) ?? [], condition: expression("condition", of: fields))
  }
}

extension InputType {
  /// How a default is read: by its text, unless its shape matters.
  var defaultKind: PropertyKind {
    switch self {
    case .json, .yaml, .array, .multiselect, .int, .float, .bool, .boolean: .any
    case .string, .select, .enumeration, .datetime, .date, .time, .duration, .file, .uri, .secret, .email: .string
    }
  }
}
