import FlowTasks
import Synchronization

/// What a terminal shows below the printed lines while tasks run: one line that renews itself.
struct LiveLine {
  private struct Running {
    let taskID: String
    let typeName: String
    let since: ContinuousClock.Instant
    var progress: ProgressReporter.Progress?
  }

  private var running: [Running] = []

  mutating func started(_ taskID: String, typeName: String, at now: ContinuousClock.Instant) {
    running.append(Running(taskID: taskID, typeName: typeName, since: now))
  }

  mutating func advanced(_ taskID: String, _ progress: ProgressReporter.Progress) {
    guard let index = running.lastIndex(where: { $0.taskID == taskID }) else { return }
    running[index].progress = progress
  }

  mutating func ended(_ taskID: String) {
    guard let index = running.firstIndex(where: { $0.taskID == taskID }) else { return }
    running.remove(at: index)
  }

  /// The line, no wider than `width` columns; empty when nothing runs.
  func text(at now: ContinuousClock.Instant, width: Int) -> String {
    guard let first = running.first else { return "" }
    let elapsed = RunView.text(of: now - first.since)
    var text = "  … \(first.taskID)  \(first.typeName)  \(elapsed)"
    if running.count > 1 {
      text = "  … \(running.count) running: \(running.map(\.taskID).joined(separator: ", "))  \(elapsed)"
    } else if let progress = first.progress, progress.bytes >= 256 * 1024 {
      let total = progress.total.map { " of \(RunView.text(ofBytes: $0))" } ?? ""
      text += "  \(progress.isUpload ? "sent" : "received") \(RunView.text(ofBytes: progress.bytes))\(total)"
    }
    return String(text.prefix(max(width - 1, 0)))
  }
}
