import FlowModel
import Pebble

/// One request that went out, and what became of it.
public struct ExchangeRecord: Hashable, Sendable {
  /// From 1; a repetition by `options.retry` counts on.
  public var attempt: Int
  /// From 0; each redirect counts on.
  public var hop: Int
  public var method: String
  public var uri: LabelledText
  /// `nil` where no whole answer came.
  public var status: Int?
  /// Why there was none.
  public var failure: String?
  public var timing: ExchangeTiming
  /// The pause before this attempt.
  public var waited: Duration = .zero

  /// The record as a part of a task's outputs. Times are milliseconds.
  var values: ValueMap {
    var values: ValueMap = ["method": .string(method), "uri": uri.value, "attempt": .int(attempt)]
    if let status { values["code"] = .int(status) }
    if let failure { values["error"] = .string(failure) }
    if waited > .zero { values["waited"] = .double(waited.milliseconds) }
    if !timing.protocolVersion.isEmpty { values["protocol"] = .string(timing.protocolVersion) }
    if let version = timing.tlsVersion { values["tls"] = .string(version) }
    if let address = timing.remoteAddress { values["remoteAddress"] = .string(address) }
    values["reused"] = .bool(timing.isReused)
    values["requestBytes"] = .int(Int(clamping: timing.requestBytes))
    values["responseBytes"] = .int(Int(clamping: timing.responseBytes))
    values["decodedBytes"] = .int(Int(clamping: timing.decodedBytes))
    var phases: ValueMap = [:]
    for phase in timing.phases { phases[phase.name] = .double(phase.duration.milliseconds) }
    phases["total"] = .double(timing.total.milliseconds)
    values["timing"] = .map(phases)
    return values
  }
}

extension Duration {
  /// To the microsecond.
  public var milliseconds: Double {
    let (seconds, attoseconds) = components
    return Double(seconds) * 1000 + (Double(attoseconds) / 1e12).rounded() / 1000
  }

  /// Seconds with their fraction.
  var inSeconds: Double {
    let (seconds, attoseconds) = components
    return Double(seconds) + Double(attoseconds) / 1e18
  }
}

extension ExchangeRecord {
  /// The output that every HTTP task adds to Kestra's.
  static let outputSpec = OutputSpec(
    "exchange", .any,
    """
    What was sent and how long it took: uri (the last one), code, attempts, redirects, protocol, tls, remoteAddress, \
    reused, requestBytes, responseBytes, decodedBytes, timing (milliseconds by phase), and earlier exchanges.
    """)
}
