/// What is known of one task type before any flow uses it.
public struct TaskSchema: Hashable, Sendable {
  public let type: TaskType
  /// Older names that mean the same type.
  public let aliases: [TaskType]
  /// One sentence: what the task does.
  public let summary: String
  /// Its own properties; those common to all tasks are ``TaskSchema/commonProperties``.
  public let properties: [PropertySpec]
  public let outputs: [OutputSpec]

  public init(
    type: TaskType, aliases: [TaskType] = [], summary: String, properties: [PropertySpec], outputs: [OutputSpec] = []
  ) {
    self.type = type
    self.aliases = aliases
    self.summary = summary
    self.properties = properties
    self.outputs = outputs
  }
}

/// One value that a task leaves for the tasks after it.
public struct OutputSpec: Hashable, Sendable {
  public let name: String
  public let kind: PropertyKind
  public let summary: String

  public init(_ name: String, _ kind: PropertyKind, _ summary: String) {
    self.name = name
    self.kind = kind
    self.summary = summary
  }
}
