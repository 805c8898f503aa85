import FlowModel
import FlowTasks
import Pebble

/// What the engine does with a task.
package enum TaskKind: Hashable, Sendable {
  /// Attempted by its own code.
  case runnable
  case sleep
  case pause
  case subflow
  /// Its tasks one after the other: Sequential, AllowFailure, WorkingDirectory.
  case sequential(allowsFailure: Bool)
  /// Its tasks at once; 0 for all of them.
  case parallel(limit: Int)
  case dag(limit: Int)
  /// The tasks of one branch: If, Switch.
  case choice
  /// Its tasks for each value; 0 for all values at once.
  case each(limit: Int)
  case loopUntil(LoopFrequency)

  /// At most so many children of one flowable task run at once, whatever the flow says.
  package static let widestConcurrency = 1000

  init(_ task: TaskDefinition) {
    switch task.schema.type {
    case FlowableTasks.sleep.type: self = .sleep
    case FlowableTasks.pause.type: self = .pause
    case FlowableTasks.subflow.type: self = .subflow
    case FlowableTasks.sequential.type, FlowableTasks.workingDirectory.type: self = .sequential(allowsFailure: false)
    case FlowableTasks.allowFailure.type: self = .sequential(allowsFailure: true)
    case FlowableTasks.parallel.type: self = .parallel(limit: task.integer("concurrent") ?? 0)
    case FlowableTasks.dag.type: self = .dag(limit: task.integer("concurrent") ?? 0)
    case FlowableTasks.condition.type, FlowableTasks.choice.type: self = .choice
    case FlowableTasks.forEach.type: self = .each(limit: task.integer("concurrencyLimit") ?? 1)
    case FlowableTasks.eachSequential.type: self = .each(limit: 1)
    case FlowableTasks.eachParallel.type: self = .each(limit: task.integer("concurrent") ?? 0)
    case FlowableTasks.loopUntil.type: self = .loopUntil(LoopFrequency(task))
    default: self = .runnable
    }
  }

  /// Whether it holds tasks.
  package var isFlowable: Bool {
    switch self {
    case .runnable, .sleep, .pause, .subflow: false
    case .sequential, .parallel, .dag, .choice, .each, .loopUntil: true
    }
  }

  /// How many lists of tasks may be worked on at once.
  var width: Int {
    switch self {
    case .parallel(let limit), .dag(let limit), .each(let limit):
      limit > 0 ? min(limit, TaskKind.widestConcurrency) : TaskKind.widestConcurrency
    case .runnable, .sleep, .pause, .subflow, .sequential, .choice, .loopUntil: 1
    }
  }
}

/// How often a LoopUntil runs its tasks.
package struct LoopFrequency: Hashable, Sendable {
  package let interval: Duration
  package let maxIterations: Int?
  package let maxDuration: Duration?
  package let failsAtMaximum: Bool

  init(_ task: TaskDefinition) {
    var entries: ValueMap = [:]
    if case .map(let found)? = task.properties["checkFrequency"]?.literalValue { entries = found }
    func duration(_ name: String) -> Duration? {
      guard case .string(let text)? = entries[name] else { return nil }
      return ISODuration.parse(text)
    }
    interval = duration("interval") ?? .seconds(60)
    maxDuration = duration("maxDuration")
    if case .int(let number)? = entries["maxIterations"] { maxIterations = number } else { maxIterations = nil }
    failsAtMaximum = task.properties["failOnMaxReached"]?.literalValue == .bool(true)
  }
}

extension TaskDefinition {
  fileprivate func integer(_ name: String) -> Int? {
    if case .literal(.int(let number))? = properties[name] { number } else { nil }
  }
}

extension Flow {
  /// The first task that waits until somebody resumes the execution, however long that takes.
  public var manualPause: TaskDefinition? {
    allTasks.first { task in
      !task.isDisabled && TaskKind(task) == .pause && task.properties["delay"] == nil
        && task.properties["pauseDuration"] == nil && task.timeout == nil
    }
  }
}
