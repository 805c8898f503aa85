import Pebble
import Synchronization

/// Everything that one task run sent, in order: the source of its output `exchange`.
public final class ExchangeReport: Sendable {
  /// A longer history keeps its end.
  static let limit = 200

  private let kept = Mutex<[ExchangeRecord]>([])

  init() {}

  var records: [ExchangeRecord] { kept.withLock { $0 } }

  func add(_ record: ExchangeRecord) {
    kept.withLock { records in
      if records.count >= Self.limit { records.removeFirst() }
      records.append(record)
    }
  }

  /// The output `exchange`: the last exchange with where the redirects led, how often the request was sent, and what went
  /// before. `nil` where nothing was sent.
  var value: Value? {
    let records = records
    guard let last = records.last else { return nil }
    var values = last.values
    values["attempt"] = nil
    values["attempts"] = .int(last.attempt)
    let redirects = records.filter { $0.attempt == last.attempt && $0.hop > 0 }
    if !redirects.isEmpty { values["redirects"] = .list(redirects.map(\.uri.value)) }
    if records.count > 1 { values["earlier"] = .list(records.dropLast().map { .map($0.values) }) }
    return .map(values)
  }
}
