import FlowEngine
import FlowHTTP
import FlowModel
import FlowTasks
import Glibc
import Synchronization

/// Shows a run while it goes on: on a terminal the running task in a line that renews itself, elsewhere plain lines.
final class RunView: Sendable {
  private struct State {
    var live = LiveLine()
    var isDrawn = false
    var hasEnded = false
  }

  /// How often the live line is drawn anew.
  private static let interval = Duration.milliseconds(200)

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
    case .executionStarted(let id):
      line("Execution \(id)")
      keepAlive()
    case .taskStarted(let taskID, let type):
      let now = ContinuousClock.now
      state.withLock { $0.live.started(taskID, typeName: String(type.simpleName), at: now) }
    case .taskProgress(let taskID, let progress): state.withLock { $0.live.advanced(taskID, progress) }
    case .taskEnded(let taskID, let state, let duration):
      self.state.withLock { $0.live.ended(taskID) }
      line("  \(mark(of: state)) \(taskID)  \(coloured(state))  \(RunView.text(of: duration))")
    case .log(let entry) where entry.level >= minimumLevel:
      let source = entry.taskID.map { "  [\($0)] " } ?? "  "
      let text = entry.message.last?.isNewline == true ? String(entry.message.dropLast()) : entry.message
      line("\(source)\(entry.level.rawValue) \(Console.printable(text))")
    case .log, .metric: break
    case .executionEnded(let state, let duration):
      self.state.withLock { $0.hasEnded = true }
      line("\(coloured(state)) in \(RunView.text(of: duration))")
    }
  }

  /// Shows where the time of an exchange went.
  func show(_ exchange: WatchedExchange, masker: Masker) {
    for text in Waterfall(exchange: exchange, masker: masker, isPlain: !usesColour).lines {
      line(text)
    }
  }

  /// Draws the live line until the execution ends, on a terminal only.
  private func keepAlive() {
    guard isLive else { return }
    Task { [weak self] in
      while let self, !self.state.withLock({ $0.hasEnded }) {
        self.draw()
        try? await Task.sleep(for: RunView.interval)
      }
    }
  }

  private func draw() {
    let width = Console.width
    state.withLock { state in
      let text = state.hasEnded ? "" : state.live.text(at: ContinuousClock.now, width: width)
      guard !text.isEmpty || state.isDrawn else { return }
      Console.write("\r\u{1B}[K\(Console.printable(text))", to: STDERR_FILENO)
      state.isDrawn = !text.isEmpty
    }
  }

  private func line(_ text: String) {
    state.withLock { state in
      let clear = state.isDrawn ? "\r\u{1B}[K" : ""
      state.isDrawn = false
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
