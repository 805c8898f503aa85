import FlowModel
import FlowStore
import FlowTasks
import Pebble

extension ExecutionMachine {
  /// What happened outside.
  package enum Event: Sendable {
    /// A new execution begins.
    case start
    /// A process takes the execution up from its journal.
    /// - maxRecoveries: how many crashes without progress are borne; `nil` when nobody crashed.
    case recover(maxRecoveries: Int?)
    /// An ended execution goes on where it failed.
    case restart
    case evaluated(TaskRunID, Evaluation)
    case attemptEnded(TaskRunID, AttemptResult)
    case aboutToSend(TaskRunID, isRepeatable: Bool)
    case headersReceived(TaskRunID)
    /// The time that a run waited for has come.
    case woke(TaskRunID)
    /// The execution that a run started has ended.
    case childEnded(TaskRunID, RunState, outputs: ValueMap)
    /// The flow's outputs are rendered; `nil` where that failed.
    case outputsRendered(ValueMap?)
    case kill
    /// Ends the execution from outside: a broken service level.
    case end(RunState)
    case pause
    case resume(ValueMap)
  }

  /// What a look at a task found.
  package enum Evaluation: Hashable, Sendable {
    /// `runIf` is false.
    case skipped
    /// It could not be looked at; the log says why.
    case failed
    /// A runnable task, or a flowable one without anything to choose.
    case go
    case branch(String, outputs: ValueMap)
    case values([String])
    /// Waits until then; `nil` for until somebody resumes it.
    case wait(until: Instant?, then: AfterWait)
    case subflow
    /// The condition of a loop.
    case loop(holds: Bool)
  }

  /// What a wait ends as when its time is over.
  package enum AfterWait: String, Hashable, Sendable {
    case success, warning, failed, cancelled
  }

  /// What came of an attempt.
  package struct AttemptResult: Sendable {
    package let state: RunState
    package let outputs: ValueMap
    package let updates: [ExecutionUpdate]

    package init(_ state: RunState, outputs: ValueMap = [:], updates: [ExecutionUpdate] = []) {
      self.state = state
      self.outputs = outputs
      self.updates = updates
    }
  }

  /// What is to be done, once the changes are recorded.
  package enum Action: Hashable, Sendable {
    /// Look at its condition and properties: ``Event/evaluated(_:_:)`` follows.
    case evaluate(TaskRunID)
    /// Look at the condition of a loop.
    case evaluateLoop(TaskRunID)
    case attempt(TaskRunID)
    /// ``Event/woke(_:)`` follows at that time.
    case wake(TaskRunID, at: Instant)
    /// Create the execution unless it is there, and run it: ``Event/childEnded(_:_:outputs:)`` follows.
    case runChild(TaskRunID, ExecutionID)
    /// ``Event/outputsRendered(_:)`` follows.
    case renderOutputs
    /// Cut everything that runs, children included.
    case cutAll
    /// Begin a new execution of the same flow with the same inputs at that time.
    case beginAgain(at: Instant)
    case resumeOther(ExecutionID, inputs: ValueMap)
    /// Tell people something in the log of the execution.
    case log(LogLevel, TaskRunID?, String)
  }

  /// Changes to record, then actions to do.
  package struct Decision: Sendable {
    package var changes: [ExecutionChange] = []
    package var actions: [Action] = []
  }

  /// What the machine takes from outside to decide: nothing in it is read by itself.
  package struct Context: Sendable {
    package let now: Instant
    package let nextTaskRunID: @Sendable () -> TaskRunID
    package let nextExecutionID: @Sendable () -> ExecutionID
    /// 0 up to 1.
    package let random: @Sendable () -> Double

    package init(
      now: Instant, nextTaskRunID: @escaping @Sendable () -> TaskRunID,
      nextExecutionID: @escaping @Sendable () -> ExecutionID, random: @escaping @Sendable () -> Double
    ) {
      self.now = now
      self.nextTaskRunID = nextTaskRunID
      self.nextExecutionID = nextExecutionID
      self.random = random
    }
  }
}
