import OrderedCollections
import Pebble

/// A flow as its author wrote it, with plugin defaults already merged into the tasks.
public struct Flow: Hashable, Sendable {
  public let id: String
  public let namespace: String
  /// Given by the store; `nil` in a file.
  public var revision: Int?
  public let description: String?
  public let labels: [Label]
  public let inputs: [InputDefinition]
  /// The entries of `vars`.
  public let variables: OrderedDictionary<String, DynamicValue>
  /// Never empty in a ``ValidatedFlow``. Disabled tasks are among them.
  public let tasks: [TaskDefinition]
  /// Run when one of ``tasks`` has failed.
  public let errors: [TaskDefinition]
  /// Run after tasks and errors, whatever came of them.
  public let finally: [TaskDefinition]
  /// Run when the execution has its final state; they cannot change it.
  public let afterExecution: [TaskDefinition]
  /// For every task that has no policy of its own, nor in a flowable task around it.
  public let retry: RetryPolicy?
  public let outputs: [OutputDefinition]
  public let isDisabled: Bool
  /// What the flow uses and this runner does not have.
  public let unsupported: [UnsupportedProperty]
  /// The text it was read from.
  public let source: FlowSource
}

extension Flow {
  /// All its tasks, those in other tasks included, in the order of the text.
  public var allTasks: [TaskDefinition] {
    var found: [TaskDefinition] = []
    var open = Array((tasks + errors + finally + afterExecution).reversed())
    while let task = open.popLast() {
      found.append(task)
      open += task.branches.flatMap(\.tasks).reversed()
    }
    return found
  }
}

/// A key and value that executions carry.
public struct Label: Hashable, Sendable {
  public let key: String
  public let value: DynamicValue

  public init(key: String, value: DynamicValue) {
    self.key = key
    self.value = value
  }
}

/// A value that a flow gives when it ends.
public struct OutputDefinition: Hashable, Sendable {
  public let id: String
  public let type: InputType?
  public let value: DynamicValue
  public let description: String?
  public let displayName: String?
  /// Whether null is an error. Default: true.
  public let isRequired: Bool
}

/// A property of Kestra that is read but has no effect here.
public struct UnsupportedProperty: Hashable, Sendable {
  /// `retry` of a task, `errors` of the flow.
  public let name: String
  /// The task that has it; `nil` for the flow's own.
  public let taskID: String?
  public let span: SourceSpan
}
