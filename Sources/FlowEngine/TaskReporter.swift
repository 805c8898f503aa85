import FlowModel
import FlowTasks
import Pebble

/// Tells the observer about one task run. The one place where what a task says is masked.
struct TaskReporter: Sendable {
  let task: TaskDefinition
  let masker: Masker
  let now: @Sendable () -> Instant
  let observe: @Sendable (ExecutionEvent) -> Void

  func started() {
    observe(.taskStarted(taskID: task.id, type: task.schema.type))
  }

  func ended(_ state: RunState, duration: Duration) {
    observe(.taskEnded(taskID: task.id, state, duration: duration))
  }

  func log(_ level: LogLevel, _ message: LabelledText) {
    guard level >= task.logLevel ?? .trace else { return }
    let text = masker.mask(message.masked)
    observe(.log(LogEntry(date: now(), level: level, taskID: task.id, message: text)))
  }

  func log(_ level: LogLevel, _ message: String) {
    log(level, LabelledText(message))
  }

  var runLog: RunLog { RunLog { log($0, $1) } }
  var metrics: MetricRecorder { MetricRecorder { observe(.metric(taskID: task.id, $0)) } }
  var progress: ProgressReporter { ProgressReporter { observe(.taskProgress(taskID: task.id, $0)) } }
}
