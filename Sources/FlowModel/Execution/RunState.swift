/// Where an execution, a task run or an attempt stands. The raw values are the words of the API.
public enum RunState: String, Hashable, Sendable, CaseIterable {
  case created = "CREATED"
  case submitted = "SUBMITTED"
  case running = "RUNNING"
  case paused = "PAUSED"
  case restarted = "RESTARTED"
  case killing = "KILLING"
  case success = "SUCCESS"
  case warning = "WARNING"
  case failed = "FAILED"
  case killed = "KILLED"
  case cancelled = "CANCELLED"
  case queued = "QUEUED"
  case retrying = "RETRYING"
  case retried = "RETRIED"
  case skipped = "SKIPPED"
  case breakpoint = "BREAKPOINT"
  case resubmitted = "RESUBMITTED"

  /// Whether nothing follows by itself.
  public var isTerminal: Bool {
    switch self {
    case .success, .warning, .failed, .killed, .cancelled, .retried, .skipped: true
    case .created, .submitted, .running, .paused, .restarted, .killing, .queued, .retrying, .breakpoint, .resubmitted:
      false
    }
  }
}
