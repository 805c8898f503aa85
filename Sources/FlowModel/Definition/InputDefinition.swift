import Pebble

/// What an input takes. The raw values are the words of a flow.
public enum InputType: String, Hashable, Sendable, CaseIterable {
  case string = "STRING"
  case int = "INT"
  case float = "FLOAT"
  /// The older name of `BOOL`.
  case boolean = "BOOLEAN"
  case bool = "BOOL"
  case select = "SELECT"
  case multiselect = "MULTISELECT"
  /// The older form of `SELECT`.
  case enumeration = "ENUM"
  case datetime = "DATETIME"
  case date = "DATE"
  case time = "TIME"
  case duration = "DURATION"
  case file = "FILE"
  case json = "JSON"
  case yaml = "YAML"
  case uri = "URI"
  case secret = "SECRET"
  case email = "EMAIL"
  case array = "ARRAY"
}

/// One input that a flow declares.
public struct InputDefinition: Hashable, Sendable {
  /// Dots nest: `a.b` is read as `inputs.a.b`.
  public let id: String
  public let type: InputType
  /// Default: true.
  public let isRequired: Bool
  public let defaults: DynamicValue?
  public let prefill: DynamicValue?
  public let description: String?
  public let displayName: String?
  public let dependsOn: Dependency?
  /// A regular expression for the whole text.
  public let validator: String?
  /// Lowest number, or shortest duration.
  public let min: Value?
  public let max: Value?
  /// Bounds of dates and times, as text.
  public let after: String?
  public let before: String?
  /// What may be selected.
  public let values: [String]?
  /// An expression that gives what may be selected.
  public let expression: TemplateText?
  /// The type of each item of a list.
  public let itemType: InputType?
  /// Whether a selection may be something else than ``values``.
  public let allowsCustomValue: Bool
  public let selectsFirst: Bool
  /// The file extension that Kestra's older flows gave, with its dot.
  public let fileExtension: String?
  public let allowedFileExtensions: [String]?
  public let span: SourceSpan

  /// The inputs that must be there first, and what must hold.
  public struct Dependency: Hashable, Sendable {
    public let inputs: [String]
    public let condition: TemplateText?
  }

  public init(
    id: String, type: InputType, isRequired: Bool = true, defaults: DynamicValue? = nil, prefill: DynamicValue? = nil,
    description: String? = nil, displayName: String? = nil, dependsOn: Dependency? = nil, validator: String? = nil,
    min: Value? = nil, max: Value? = nil, after: String? = nil, before: String? = nil, values: [String]? = nil,
    expression: TemplateText? = nil, itemType: InputType? = nil, allowsCustomValue: Bool = false,
    selectsFirst: Bool = false, fileExtension: String? = nil, allowedFileExtensions: [String]? = nil,
    span: SourceSpan = SourceSpan(at: SourcePosition(line: 1, column: 1))
  ) {
    self.id = id
    self.type = type
    self.isRequired = isRequired
    self.defaults = defaults
    self.prefill = prefill
    self.description = description
    self.displayName = displayName
    self.dependsOn = dependsOn
    self.validator = validator
    self.min = min
    self.max = max
    self.after = after
    self.before = before
    self.values = values
    self.expression = expression
    self.itemType = itemType
    self.allowsCustomValue = allowsCustomValue
    self.selectsFirst = selectsFirst
    self.fileExtension = fileExtension
    self.allowedFileExtensions = allowedFileExtensions
    self.span = span
  }
}
