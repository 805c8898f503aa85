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
  /// When a failed attempt is tried again; `nil` where the task says nothing.
  public let retry: RetryPolicy?
  /// What to do about a request of which nobody knows what came of it.
  public let onUnknown: UnknownOutcomePolicy
  /// The properties of its own type; those that hold tasks are in ``branches``.
  public let properties: OrderedDictionary<String, DynamicValue>
  /// The tasks in it, by the properties that hold them.
  public let branches: [TaskBranch]
  /// The ids that a task of a Dag waits for, by its own id.
  public let dependencies: [String: [String]]
  public let span: SourceSpan
}

/// Tasks that a flowable task holds under one name: `tasks`, `then`, `errors`, `cases.KEY`.
public struct TaskBranch: Hashable, Sendable {
  public let name: String
  public let tasks: [TaskDefinition]
}

/// What to do when the process died after a request was sent and before its answer was recorded.
///
/// It matters only for requests that must not be sent twice: neither idempotent nor with an idempotency key.
public enum UnknownOutcomePolicy: String, Hashable, Sendable, CaseIterable {
  /// The task fails.
  case fail
  /// The request is sent again.
  case retry
  /// The execution is paused until somebody resumes it, which sends the request again, or kills it.
  case pause
}

extension TaskDefinition {
  /// The tasks of one branch; none when it is not there.
  public func tasks(in branch: String) -> [TaskDefinition] {
    branches.first { $0.name == branch }?.tasks ?? []
  }
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
    PropertySpec(
      "retry",
      .object([
        PropertySpec(
          "type", .enumeration(["constant", "exponential", "random"]), "How the waits are measured.", isRequired: true,
          isDynamic: false),
        PropertySpec("interval", .duration, "The (first) wait.", isDynamic: false),
        PropertySpec("minInterval", .duration, "The shortest wait of a random one.", isDynamic: false),
        PropertySpec("maxInterval", .duration, "The longest wait.", isDynamic: false),
        PropertySpec(
          "delayFactor", .number, "What an exponential wait grows by.", isDynamic: false, defaultValue: .int(2)),
        PropertySpec("maxAttempts", .integer, "How many attempts there are, the first one included.", isDynamic: false),
        PropertySpec("maxAttempt", .integer, "An older name of `maxAttempts`.", isDynamic: false),
        PropertySpec("maxDuration", .duration, "No attempt starts later than this after the first.", isDynamic: false),
        PropertySpec(
          "warningOnRetry", .boolean, "Makes a success after a retry a warning.", isDynamic: false,
          defaultValue: .bool(false)),
        PropertySpec(
          "behavior", .enumeration(RetryPolicy.Behavior.allCases.map(\.rawValue)),
          "Whether the task is tried again, or a new execution begins.", isDynamic: false,
          defaultValue: .string(RetryPolicy.Behavior.retryFailedTask.rawValue)),
      ]), "When a failed attempt is tried again.", isDynamic: false),
    PropertySpec(
      "onUnknown", .enumeration(UnknownOutcomePolicy.allCases.map(\.rawValue)),
      "What to do when the process died while a request that must not be repeated was under way.", isDynamic: false,
      defaultValue: .string(UnknownOutcomePolicy.fail.rawValue)),
  ]

  /// Properties of Kestra's tasks that have no effect here.
  static let unsupportedProperties = ["workerGroup", "workerSelector", "taskCache", "assets"]
}
