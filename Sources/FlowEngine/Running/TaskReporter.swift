import FlowModel
import FlowTasks
import Pebble

/// Tells the observer about one task run. The one place where what a task says is masked.
struct TaskReporter: Sendable {
  let task: TaskDefinition
  let taskRunID: TaskRunID
  let attempt: Int
  let masker: Masker
  let errors: ErrorLog
  let now: @Sendable () -> Instant
  let observe: @Sendable (ExecutionEvent) -> Void

  func log(_ level: LogLevel, _ message: LabelledText) {
    guard level >= task.logLevel ?? .trace else { return }
    let entry = LogEntry(
      date: now(), level: level, taskID: task.id, taskRunID: taskRunID, attempt: attempt,
      message: masker.mask(message.masked))
    if level == .error { errors.add(entry) }
    observe(.log(entry))
  }

  func log(_ level: LogLevel, _ message: String) {
    log(level, LabelledText(message))
  }

  var runLog: RunLog { RunLog { log($0, $1) } }
  var metrics: MetricRecorder { MetricRecorder { observe(.metric(taskID: task.id, $0)) } }
  var progress: ProgressReporter { ProgressReporter { observe(.taskProgress(taskID: task.id, $0)) } }
}
