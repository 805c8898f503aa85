import Pebble

/// An execution as the API of Kestra 1.x shows it; absent parts are left out.
///
/// Every value passes through `mask` before it gets here, so the view may be printed.
public struct ExecutionView: Sendable {
  /// The JSON object.
  public let value: Value

  public init(_ execution: Execution, mask: (Value) -> Value) {
    var fields: ValueMap = [
      "id": .string(execution.id.text),
      "namespace": .string(execution.namespace),
      "flowId": .string(execution.flowID),
      "flowRevision": .int(execution.flowRevision),
      "taskRunList": .list(execution.taskRuns.map { ExecutionView.taskRun($0, of: execution, mask: mask) }),
    ]
    if !execution.inputs.isEmpty { fields["inputs"] = mask(.map(execution.inputs)) }
    if !execution.outputs.isEmpty { fields["outputs"] = mask(.map(execution.outputs)) }
    var labels = execution.labels
    if labels["system.correlationId"] == nil { labels["system.correlationId"] = execution.id.text }
    fields["labels"] = .list(labels.map { .map(["key": .string($0.key), "value": mask(.string($0.value))]) })
    if !execution.variables.isEmpty { fields["variables"] = mask(.map(execution.variables)) }
    fields["state"] = ExecutionView.state(execution.state)
    fields["originalId"] = .string(execution.originalID.text)
    if let parent = execution.parentID { fields["parentId"] = .string(parent.text) }
    if let trigger = execution.trigger {
      fields["trigger"] = .map([
        "id": .string(trigger.id), "type": .string(trigger.type), "variables": mask(.map(trigger.variables)),
      ])
    }
    fields["deleted"] = .bool(false)
    fields["metadata"] = .map([
      "attemptNumber": .int(execution.attemptNumber), "originalCreatedDate": .instant(execution.originalCreatedDate),
    ])
    if let date = execution.scheduleDate { fields["scheduleDate"] = .instant(date) }
    value = .map(fields)
  }

  private static func taskRun(_ run: TaskRun, of execution: Execution, mask: (Value) -> Value) -> Value {
    var fields: ValueMap = [
      "id": .string(run.id.text),
      "executionId": .string(execution.id.text),
      "namespace": .string(execution.namespace),
      "flowId": .string(execution.flowID),
      "taskId": .string(run.taskID),
    ]
    if let parent = run.parentID { fields["parentTaskRunId"] = .string(parent.text) }
    if let value = run.value { fields["value"] = mask(.string(value)) }
    if let iteration = run.iteration { fields["iteration"] = .int(iteration) }
    if !run.attempts.isEmpty { fields["attempts"] = .list(run.attempts.map(attempt)) }
    fields["outputs"] = mask(.map(run.outputs))
    fields["state"] = state(run.state)
    return .map(fields)
  }

  private static func attempt(_ attempt: TaskRun.Attempt) -> Value {
    var fields: ValueMap = ["state": state(attempt.state)]
    if attempt.isUnknown { fields["unknown"] = .bool(true) }
    return .map(fields)
  }

  private static func state(_ history: StateHistory) -> Value {
    var fields: ValueMap = [
      "current": .string(history.current.rawValue),
      "histories": .list(
        history.entries.map { .map(["state": .string($0.state.rawValue), "date": .instant($0.date)]) }),
      "duration": .string(history.isoDuration),
      "startDate": .instant(history.startDate),
    ]
    if history.current.isTerminal || history.current == .paused {
      fields["endDate"] = .instant(history.endDate)
    }
    return .map(fields)
  }
}

extension StateHistory {
  /// From the first state to the last one.
  public var duration: Duration {
    let nanoseconds = Int64(endDate.nanoseconds) - Int64(startDate.nanoseconds)
    let (seconds, overflow) = endDate.seconds.subtractingReportingOverflow(startDate.seconds)
    return overflow ? .zero : .seconds(seconds) + .nanoseconds(nanoseconds)
  }

  /// ``duration`` as ISO 8601 (`PT0.546S`), to the millisecond.
  var isoDuration: String {
    let (seconds, attoseconds) = duration.components
    let milliseconds = attoseconds / 1_000_000_000_000_000
    guard milliseconds > 0 else { return "PT\(seconds)S" }
    var fraction = String(milliseconds)
    fraction = String(repeating: "0", count: max(0, 3 - fraction.count)) + fraction
    while fraction.hasSuffix("0") { fraction.removeLast() }
    return "PT\(seconds).\(fraction)S"
  }
}
