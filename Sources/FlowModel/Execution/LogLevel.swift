/// How severe an entry of an execution's log is. The raw values are the words of the API.
public enum LogLevel: String, Hashable, Sendable, CaseIterable, Comparable {
  case trace = "TRACE"
  case debug = "DEBUG"
  case info = "INFO"
  case warn = "WARN"
  case error = "ERROR"

  private var rank: Int {
    switch self {
    case .trace: 0
    case .debug: 1
    case .info: 2
    case .warn: 3
    case .error: 4
    }
  }

  public static func < (left: LogLevel, right: LogLevel) -> Bool {
    left.rank < right.rank
  }
}
