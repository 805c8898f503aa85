import FlowModel
import FlowTasks
import Pebble

/// One try at one task, rendered and ready. Every failure ends as a recorded state.
struct TaskAttempt: Sendable {
  let task: any RunnableTask
  let timeout: Duration?
  let context: RunContext
  let reporter: TaskReporter
  let clock: EngineClock

  /// Renders the task. Nothing has happened outside when it throws.
  init(
    _ definition: TaskDefinition, renderer: PropertyRenderer, context: RunContext, reporter: TaskReporter,
    services: EngineServices
  ) throws {
    guard let registered = services.registry[definition.type] else { throw UnknownTaskType(type: definition.type) }
    timeout = try definition.timeout.map { try TaskAttempt.duration($0, renderer: renderer) }
    task = try registered.make(try renderer.render(definition.properties, as: registered.schema.properties))
    self.context = context
    self.reporter = reporter
    self.clock = services.clock
  }

  func run() async -> ExecutionMachine.AttemptResult {
    do {
      let outputs = try await withTimeout { try await task.run(in: context) }
      return ExecutionMachine.AttemptResult(
        outputs.isWarning ? .warning : .success, outputs: outputs.values, updates: outputs.updates)
    } catch {
      return TaskAttempt.failure(error, reporter: reporter)
    }
  }

  /// What a failed attempt leaves; the log says why.
  static func failure(_ error: any Error, reporter: TaskReporter) -> ExecutionMachine.AttemptResult {
    if let failure = error as? TaskFailure {
      reporter.log(.error, failure.message)
      return ExecutionMachine.AttemptResult(.failed, outputs: failure.outputs.values)
    }
    if !(error is CancellationError) { reporter.log(.error, "\(error)") }
    return ExecutionMachine.AttemptResult(.failed)
  }

  private static func duration(_ value: DynamicValue, renderer: PropertyRenderer) throws -> Duration {
    let text = try String(property: try renderer.render(value, as: .duration, at: "timeout"))
    guard let duration = ISODuration.parse(text) else {
      throw PropertyError(path: "timeout", "'\(text)' is not a duration: write it as in PT30S")
    }
    return duration
  }

  private func withTimeout(_ work: @escaping @Sendable () async throws -> Outputs) async throws -> Outputs {
    guard let timeout else { return try await work() }
    let end = clock.now().adding(timeout)
    return try await withThrowingTaskGroup(of: Outputs?.self) { group in
      group.addTask { try await work() }
      group.addTask { [clock] in
        try await clock.sleep(end)
        return nil
      }
      defer { group.cancelAll() }
      guard let first = try await group.next(), let outputs = first else { throw TaskTimeout(limit: timeout) }
      return outputs
    }
  }
}

/// A task that did not end within its `timeout`.
struct TaskTimeout: Error, CustomStringConvertible {
  let limit: Duration

  /// Kestra's wording: HH:mm:ss.SSS.
  var description: String {
    let (seconds, attoseconds) = limit.components
    func padded(_ number: Int64, _ width: Int) -> String {
      let digits = String(number)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    let milliseconds = attoseconds / 1_000_000_000_000_000
    return "Timeout after \(padded(seconds / 3600, 2)):\(padded(seconds / 60 % 60, 2)):\(padded(seconds % 60, 2))"
      + ".\(padded(milliseconds, 3))"
  }
}

/// A type that validation would have refused: a flow was built for another registry.
struct UnknownTaskType: Error, CustomStringConvertible {
  let type: TaskType

  var description: String { "Task type '\(type)' is not known here: see `apus tasks`" }
}
