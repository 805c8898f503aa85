import OrderedCollections
import Pebble

/// A task of a flow, before anything in it is rendered.
public struct TaskDefinition: Hashable, Sendable {
  public let id: String
  /// As it is written; may be an alias of the schema's type.
  public let type: TaskType
  public let schema: TaskSchema
  public let description: String?
  /// The longest an attempt may take, as an ISO 8601 duration.
  public let timeout: DynamicValue?
  public let isDisabled: Bool
  /// The condition without which the task is skipped.
  public let runIf: DynamicValue?
  /// Whether a failure becomes a warning.
  public let allowFailure: Bool
  /// Whether a warning becomes a success.
  public let allowWarning: Bool
  /// The lowest level of log entries that are kept; `nil` keeps all.
  public let logLevel: LogLevel?
  /// The properties of its own type.
  public let properties: OrderedDictionary<String, DynamicValue>
  public let span: SourceSpan
}

extension TaskSchema {
  /// The properties that every task has.
  public static let commonProperties: [PropertySpec] = [
    PropertySpec("id", .string, "The name of the task, unique in its flow.", isRequired: true, isDynamic: false),
    PropertySpec("type", .string, "What the task does: one of the task types.", isRequired: true, isDynamic: false),
    PropertySpec("version", .string, "Read and ignored.", isDynamic: false),
    PropertySpec("description", .string, "Text for readers.", isDynamic: false),
    PropertySpec("timeout", .duration, "The longest that one attempt may take."),
    PropertySpec(
      "disabled", .boolean, "Leaves the task out as if it were not written.", isDynamic: false,
      defaultValue: .bool(false)),
    PropertySpec("runIf", .string, "Skips the task when it renders to `false`, `0` or nothing."),
    PropertySpec("when", .string, "Another name of `runIf`."),
    PropertySpec(
      "allowFailure", .boolean, "Makes a failure a warning.", isDynamic: false, defaultValue: .bool(false)),
    PropertySpec(
      "allowWarning", .boolean, "Makes a warning a success.", isDynamic: false, defaultValue: .bool(false)),
    PropertySpec(
      "logLevel", .enumeration(LogLevel.allCases.map(\.rawValue)), "The lowest level of log entries that are kept.",
      isDynamic: false),
  ]

  /// Properties of Kestra's tasks that have no effect here.
  static let unsupportedProperties = ["retry", "workerGroup", "workerSelector", "taskCache", "assets"]
}
