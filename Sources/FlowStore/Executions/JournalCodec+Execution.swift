import FlowModel
import OrderedCollections
import Pebble

extension JournalCodec {
  /// An execution as it was created.
  public func text(of execution: Execution) throws(StoreError) -> String {
    let values = valueWriter
    var fields: ValueMap = [
      "id": .string(execution.id.text), "namespace": .string(execution.namespace),
      "flow": .string(execution.flowID), "revision": .int(execution.flowRevision),
      "inputs": .map(try values.write(execution.inputs)),
      "labels": .map(ValueMap(execution.labels.map { ($0, .string($1)) }) { $1 }),
      "variables": .map(try values.write(execution.variables)),
      "original": .string(execution.originalID.text), "attempt": .int(execution.attemptNumber),
      "originalDate": execution.originalCreatedDate.value, "date": execution.state.startDate.value,
    ]
    if let parent = execution.parentID { fields["parent"] = .string(parent.text) }
    if let date = execution.scheduleDate { fields["schedule"] = date.value }
    if let trigger = execution.trigger {
      fields["trigger"] = .list([
        .string(trigger.id), .string(trigger.type), .map(try values.write(trigger.variables)),
      ])
    }
    // Task runs that a replay took over, as the changes that made them.
    fields["taskRuns"] = .string(try text(of: execution.taskRuns.flatMap(\.history)))
    return JSON.text(of: .map(fields))
  }

  public func execution(from text: String) throws(StoreError) -> Execution {
    guard case .map(let fields)? = try? JSON.parse(text) else {
      throw StoreError(.corrupt("an execution is no JSON object"))
    }
    let reader = FieldReader(
      ["id", "namespace", "flow", "inputs", "labels", "variables", "original", "originalDate", "date", "taskRuns"]
        .map { fields[$0] ?? .null }, values: valueWriter)
    guard case .int(let revision)? = fields["revision"], case .int(let attempt)? = fields["attempt"] else {
      throw StoreError(.corrupt("an execution has no revision"))
    }
    var parent: ExecutionID?
    if case .string(let id)? = fields["parent"] { parent = ExecutionID(id) }
    var trigger: ExecutionTrigger?
    if case .list(let parts)? = fields["trigger"] {
      let part = FieldReader(parts, values: valueWriter)
      trigger = ExecutionTrigger(id: try part.text(0), type: try part.text(1), variables: try part.map(2))
    }
    var fold = ExecutionFold(
      Execution(
        id: ExecutionID(try reader.text(0)), namespace: try reader.text(1), flowID: try reader.text(2),
        flowRevision: revision, inputs: try reader.map(3), labels: try reader.texts(4), variables: try reader.map(5),
        originalID: ExecutionID(try reader.text(6)), parentID: parent, trigger: trigger, attemptNumber: attempt,
        originalCreatedDate: try reader.date(7), scheduleDate: Instant(fields["schedule"]),
        createdAt: try reader.date(8)))
    for change in try changes(from: try reader.text(9)) { fold.apply(change) }
    return fold.execution
  }
}

extension TaskRun {
  /// The changes that make this task run.
  fileprivate var history: [ExecutionChange] {
    var changes: [ExecutionChange] = [
      .taskRunCreated(id, taskID: taskID, parent: parentID, value: value, iteration: iteration, at: state.startDate)
    ]
    for attempt in attempts {
      changes.append(.attemptStarted(id, at: attempt.state.startDate))
      if attempt.state.current.isTerminal {
        changes.append(
          .attemptEnded(id, attempt.state.current, isUnknown: attempt.isUnknown, at: attempt.state.endDate))
      }
    }
    changes += state.entries.dropFirst().map { .taskRunEntered(id, $0.state, at: $0.date) }
    if choice != nil || values != nil { changes.append(.flowableStarted(id, choice: choice, values: values)) }
    if let childExecutionID { changes.append(.childExecution(id, childExecutionID)) }
    if !outputs.isEmpty { changes.append(.taskOutputs(id, outputs)) }
    return changes
  }
}
