import FlowModel
import Pebble

/// The log of one task run, for its users: data of the execution, not a diagnostic of the process.
public struct RunLog: Sendable {
  private let write: @Sendable (LogLevel, LabelledText) -> Void

  public init(write: @escaping @Sendable (LogLevel, LabelledText) -> Void) {
    self.write = write
  }

  public func callAsFunction(_ level: LogLevel, _ message: LabelledText) {
    write(level, message)
  }

  public func callAsFunction(_ level: LogLevel, _ message: String) {
    write(level, LabelledText(message))
  }
}

/// A number a task reports about its work.
public struct Metric: Hashable, Sendable {
  public enum Kind: String, Hashable, Sendable {
    case counter, timer, gauge
  }

  public let kind: Kind
  public let name: String
  /// A count or, for a timer, seconds.
  public let value: Double
  public let tags: [String: String]

  public init(_ kind: Kind, _ name: String, _ value: Double, tags: [String: String] = [:]) {
    self.kind = kind
    self.name = name
    self.value = value
    self.tags = tags
  }
}

/// Takes the metrics of one task run.
public struct MetricRecorder: Sendable {
  private let record: @Sendable (Metric) -> Void

  public init(record: @escaping @Sendable (Metric) -> Void) {
    self.record = record
  }

  public func callAsFunction(_ metric: Metric) {
    record(metric)
  }
}

/// Takes word of how far long work is. Calls may come often; the receiver thins them out.
public struct ProgressReporter: Sendable {
  public struct Progress: Hashable, Sendable {
    public let bytes: Int64
    /// The expected sum, when it is known.
    public let total: Int64?
    public let isUpload: Bool

    public init(bytes: Int64, total: Int64?, isUpload: Bool) {
      self.bytes = bytes
      self.total = total
      self.isUpload = isUpload
    }
  }

  private let report: @Sendable (Progress) -> Void

  public init(report: @escaping @Sendable (Progress) -> Void) {
    self.report = report
  }

  public func callAsFunction(_ progress: Progress) {
    report(progress)
  }
}
