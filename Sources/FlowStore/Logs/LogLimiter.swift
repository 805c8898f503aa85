import FlowModel
import Pebble

/// Bounds the log of one execution, so that a loop that only logs fills neither a disk nor a table.
///
/// A value: it says of each record whether it is kept. The first one that is not is replaced by a mark, which is an entry of the
/// log that says so; the rest is dropped. Warnings and errors have a reserve of their own, so that the reason of a failure is
/// still there after a flood.
public struct LogLimiter: Sendable {
  public struct Bounds: Hashable, Sendable {
    /// Entries of one execution.
    public var entries: Int
    /// Bytes of the messages of one execution.
    public var bytes: Int
    /// Entries at WARN and above that are kept beyond both.
    public var reserve: Int

    public init(entries: Int = 100_000, bytes: Int = 32 << 20, reserve: Int = 1000) {
      self.entries = entries
      self.bytes = bytes
      self.reserve = reserve
    }
  }

  public enum Verdict: Hashable, Sendable {
    case keep
    /// Keep this text, at WARN, in place of the record.
    case mark(String)
    case drop
  }

  private let bounds: Bounds
  private var entries = 0
  private var bytes = 0
  private var reserveLeft: Int
  private var isCut = false

  public init(_ bounds: Bounds = Bounds()) {
    self.bounds = bounds
    self.reserveLeft = bounds.reserve
  }

  public mutating func judge(level: LogLevel, messageBytes: Int) -> Verdict {
    if !isCut, entries < bounds.entries, messageBytes <= bounds.bytes - bytes {
      entries += 1
      bytes += messageBytes
      return .keep
    }
    guard isCut else {
      isCut = true
      return .mark(
        "The log is cut here: it has reached \(bounds.entries) entries or \(bounds.bytes) bytes; warnings still follow")
    }
    guard level >= .warn, reserveLeft > 0 else { return .drop }
    reserveLeft -= 1
    return .keep
  }
}
