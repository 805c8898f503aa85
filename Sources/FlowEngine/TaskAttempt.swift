import FlowModel
import FlowTasks
import Pebble

/// One try at one task: render, make, run within its time. Every failure ends here as a recorded state.
struct TaskAttempt: Sendable {
  struct Result: Sendable {
    let state: RunState
    let outputs: ValueMap
  }

  let task: TaskDefinition
  let taskRunID: TaskRunID
  let execution: Execution
  let scope: Scope
  let services: EngineServices
  let reporter: TaskReporter

  func run() async -> Result {
    do {
      let outputs = try await withTimeout(try timeout) { try await make().run(in: context) }
      return Result(state: outputs.isWarning ? .warning : .success, outputs: outputs.values)
    } catch let failure as TaskFailure {
      reporter.log(.error, failure.message)
      return Result(state: .failed, outputs: failure.outputs.values)
    } catch {
      if !(error is CancellationError) { reporter.log(.error, "\(error)") }
      return Result(state: .failed, outputs: [:])
    }
  }

  private var renderer: PropertyRenderer {
    PropertyRenderer(scope: scope, environment: services.templates)
  }

  private func make() throws -> any RunnableTask {
    guard let registered = services.registry[task.type] else { throw UnknownTaskType(type: task.type) }
    return try registered.make(try renderer.render(task.properties, as: registered.schema.properties))
  }

  private var context: RunContext {
    RunContext(
      identity: RunIdentity(
        namespace: execution.namespace, flowID: execution.flowID, executionID: execution.id, taskID: task.id,
        taskRunID: taskRunID),
      storage: services.storage, log: reporter.runLog, metrics: reporter.metrics, progress: reporter.progress,
      encryption: services.encryption)
  }

  private var timeout: Duration? {
    get throws {
      guard let value = task.timeout else { return nil }
      let text = try String(property: try renderer.render(value, as: .duration, at: "timeout"))
      guard let duration = ISODuration.parse(text) else {
        throw PropertyError(path: "timeout", "'\(text)' is not a duration: write it as in PT30S")
      }
      return duration
    }
  }

  private func withTimeout(
    _ timeout: Duration?, _ work: @escaping @Sendable () async throws -> Outputs
  ) async throws -> Outputs {
    guard let timeout else { return try await work() }
    return try await withThrowingTaskGroup(of: Outputs?.self) { group in
      group.addTask { try await work() }
      group.addTask {
        try await ContinuousClock().sleep(for: timeout)
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
