import FlowEngine
import FlowModel
import FlowTasks
import Glibc
import Synchronization

/// Shows a run while it goes on: on a terminal the running task in a line that renews itself, elsewhere plain lines.
final class RunView: Sendable {
  private struct State {
    var liveLine = ""
    var lastDrawn: ContinuousClock.Instant?
  }

  private let minimumLevel: LogLevel
  private let isLive: Bool
  private let usesColour: Bool
  private let state = Mutex(State())

  init(minimumLevel: LogLevel) {
    self.minimumLevel = minimumLevel
    self.isLive = Console.isTerminal
    self.usesColour = Console.usesColour
  }

  func show(_ event: ExecutionEvent) {
    switch event {
    case .executionStarted(let id): line("Execution \(id)")
    case .taskStarted(let taskID, let type): live("  … \(taskID)  \(type.simpleName)")
    case .taskProgress(let taskID, let progress): advance(taskID, progress)
    case .taskEnded(let taskID, let state, let duration):
      line("  \(mark(of: state)) \(taskID)  \(coloured(state))  \(RunView.text(of: duration))")
    case .log(let entry) where entry.level >= minimumLevel:
      let source = entry.taskID.map { "  [\($0)] " } ?? "  "
      let text = entry.message.last?.isNewline == true ? String(entry.message.dropLast()) : entry.message
      line("\(source)\(entry.level.rawValue) \(Console.printable(text))")
    case .log, .metric: break
    case .executionEnded(let state, let duration): line("\(coloured(state)) in \(RunView.text(of: duration))")
    }
  }

  private func advance(_ taskID: String, _ progress: ProgressReporter.Progress) {
    guard isLive, progress.bytes >= 256 * 1024 else { return }
    let due = state.withLock { state in
      let now = ContinuousClock.now
      if let last = state.lastDrawn, now - last < .milliseconds(100) { return false }
      state.lastDrawn = now
      return true
    }
    guard due else { return }
    let total = progress.total.map { " of \(RunView.text(ofBytes: $0))" } ?? ""
    live("  … \(taskID)  \(progress.isUpload ? "sent" : "received") \(RunView.text(ofBytes: progress.bytes))\(total)")
  }

  private func live(_ text: String) {
    guard isLive else { return }
    state.withLock { state in
      Console.write("\r\u{1B}[K\(text)", to: STDERR_FILENO)
      state.liveLine = text
    }
  }

  private func line(_ text: String) {
    state.withLock { state in
      let clear = state.liveLine.isEmpty ? "" : "\r\u{1B}[K"
      state.liveLine = ""
      Console.talk(clear + text)
    }
  }

  private func mark(of state: RunState) -> String {
    switch state {
    case .success: "✓"
    case .skipped: "-"
    case .warning: "!"
    default: "✗"
    }
  }

  private func coloured(_ state: RunState) -> String {
    guard usesColour else { return state.rawValue }
    let code =
      switch state {
      case .success: 32
      case .warning, .skipped: 33
      case .failed, .killed: 31
      default: 36
      }
    return "\u{1B}[\(code)m\(state.rawValue)\u{1B}[0m"
  }

  static func text(of duration: Duration) -> String {
    let (seconds, attoseconds) = duration.components
    let milliseconds = attoseconds / 1_000_000_000_000_000
    return seconds == 0 ? "\(milliseconds) ms" : "\(seconds).\(milliseconds / 100) s"
  }

  static func text(ofBytes bytes: Int64) -> String {
    bytes < 1 << 20 ? "\(bytes >> 10) KiB" : "\(bytes >> 20) MiB"
  }
}
