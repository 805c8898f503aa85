import FlowModel
import OrderedCollections
import Pebble

/// One thing that happened to an execution. An execution is what it was created as and its changes in order.
public enum ExecutionChange: Hashable, Sendable {
  /// The execution entered a state.
  case entered(RunState, at: Instant)
  case taskRunCreated(
    TaskRunID, taskID: String, parent: TaskRunID?, value: String?, iteration: Int?, at: Instant)
  case taskRunEntered(TaskRunID, RunState, at: Instant)
  /// A try begins: CREATED and RUNNING at once.
  case attemptStarted(TaskRunID, at: Instant)
  /// - isUnknown: a request was sent and nobody knows what came of it.
  case attemptEnded(TaskRunID, RunState, isUnknown: Bool, at: Instant)
  /// The next thing the attempt does is to send a request.
  case aboutToSend(TaskRunID, isRepeatable: Bool, at: Instant)
  case headersReceived(TaskRunID, at: Instant)
  /// Replaces the outputs of a task run.
  case taskOutputs(TaskRunID, ValueMap)
  /// What a flowable task found when it began: the branch it takes, the values it iterates over.
  case flowableStarted(TaskRunID, choice: String?, values: [String]?)
  /// When a waiting run goes on by itself; `nil` when it no longer waits.
  case waits(TaskRunID, until: Instant?)
  /// The run is about to start this execution, and waits for it.
  case childExecution(TaskRunID, ExecutionID)
  /// A restart begins these anew.
  case taskRunsRemoved([TaskRunID])
  /// Replaces the execution's own variables.
  case variables(ValueMap)
  /// Replaces the labels.
  case labels(OrderedDictionary<String, String>)
  /// The flow's outputs.
  case outputs(ValueMap)
  /// A process took the execution up after another one died.
  case recovered(at: Instant)
  /// All work is done. Nothing follows but ``reopened(attemptNumber:at:)``.
  case closed(at: Instant)
  /// Somebody asked to go on after the end.
  case reopened(attemptNumber: Int, at: Instant)
}

extension Execution {
  /// Takes a change of the task run at this index in.
  mutating func apply(_ change: ExecutionChange, toTaskRunAt index: Int) {
    guard taskRuns.indices.contains(index) else { return }
    taskRuns[index].apply(change)
    if case .taskRunEntered(_, let state, _) = change, state.isTerminal { recoveries = 0 }
  }

  /// Takes a change in that is not of one existing task run.
  mutating func applyToWhole(_ change: ExecutionChange) {
    switch change {
    case .entered(let state, let date): self.state.append(state, at: date)
    case .taskRunCreated(let id, let taskID, let parent, let value, let iteration, let date):
      taskRuns.append(
        TaskRun(id: id, taskID: taskID, parentID: parent, value: value, iteration: iteration, createdAt: date))
    case .taskRunsRemoved(let ids):
      let removed = Set(ids)
      taskRuns.removeAll { removed.contains($0.id) }
    case .variables(let variables): self.variables = variables
    case .labels(let labels): self.labels = labels
    case .outputs(let outputs): self.outputs = outputs
    case .recovered: recoveries = recoveries == .max ? .max : recoveries + 1
    case .closed: isClosed = true
    case .reopened(let attemptNumber, _):
      isClosed = false
      self.attemptNumber = attemptNumber
      recoveries = 0
    case .taskRunEntered, .attemptStarted, .attemptEnded, .aboutToSend, .headersReceived, .taskOutputs,
      .flowableStarted, .waits, .childExecution:
      break
    }
  }
}

extension ExecutionChange {
  /// The existing task run that the change is of.
  public var taskRunID: TaskRunID? {
    switch self {
    case .taskRunEntered(let id, _, _), .attemptStarted(let id, _), .attemptEnded(let id, _, _, _),
      .aboutToSend(let id, _, _), .headersReceived(let id, _), .taskOutputs(let id, _),
      .flowableStarted(let id, _, _), .waits(let id, _), .childExecution(let id, _):
      id
    case .entered, .taskRunCreated, .taskRunsRemoved, .variables, .labels, .outputs, .recovered, .closed, .reopened:
      nil
    }
  }

  /// Whether the change must be on disk before the call that records it returns. The others may follow with the next one.
  public var mustBeDurable: Bool {
    switch self {
    case .entered, .taskRunEntered, .attemptStarted, .attemptEnded, .aboutToSend, .taskOutputs, .childExecution,
      .taskRunsRemoved, .variables, .labels, .outputs, .recovered, .closed, .reopened, .flowableStarted, .waits:
      true
    case .taskRunCreated, .headersReceived: false
    }
  }
}

extension TaskRun {
  fileprivate mutating func apply(_ change: ExecutionChange) {
    let last = attempts.indices.last
    switch change {
    case .taskRunEntered(_, let state, let date): self.state.append(state, at: date)
    case .attemptStarted(_, let date):
      var history = StateHistory(.created, at: date)
      history.append(.running, at: date)
      attempts.append(Attempt(state: history))
    case .attemptEnded(_, let state, let isUnknown, let date):
      guard let last else { return }
      attempts[last].state.append(state, at: date)
      attempts[last].isUnknown = isUnknown
    case .aboutToSend(_, let isRepeatable, let date):
      guard let last else { return }
      attempts[last].exchange = ExchangeMark(isRepeatable: isRepeatable, aboutToSend: date)
    case .headersReceived(_, let date):
      guard let last else { return }
      attempts[last].exchange?.headersReceived = date
    case .taskOutputs(_, let outputs): self.outputs = outputs
    case .flowableStarted(_, let choice, let values):
      self.choice = choice
      self.values = values
    case .waits(_, let date): wakeDate = date
    case .childExecution(_, let id): childExecutionID = id
    case .entered, .taskRunCreated, .taskRunsRemoved, .variables, .labels, .outputs, .recovered, .closed, .reopened:
      break
    }
  }
}
