import FlowStore
import Pebble

extension Instant {
  /// Nanoseconds since 1970, as columns hold times: they compare and sort as numbers. Times beyond the years 1678 and 2262
  /// are taken as the nearest that fits.
  var storedNanoseconds: Int64 {
    let (scaled, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    let (sum, sumOverflow) = scaled.addingReportingOverflow(Int64(nanoseconds))
    return overflow || sumOverflow ? (seconds < 0 ? .min : .max) : sum
  }

  init(storedNanoseconds number: Int64) {
    let seconds = number / 1_000_000_000
    let rest = number % 1_000_000_000
    self.init(
      seconds: rest < 0 ? seconds - 1 : seconds, nanoseconds: Int32(clamping: rest < 0 ? rest + 1_000_000_000 : rest))
  }
}

extension SQLValue {
  init(_ date: Instant) { self = .integer(date.storedNanoseconds) }
  init(_ date: Instant?) { self = date.map { .integer($0.storedNanoseconds) } ?? .null }
}

extension SQLRow {
  func date(_ column: Int) throws(StoreError) -> Instant {
    Instant(storedNanoseconds: Int64(try integer(column)))
  }

  func optionalDate(_ column: Int) throws(StoreError) -> Instant? {
    try optionalInteger(column).map { Instant(storedNanoseconds: Int64($0)) }
  }
}
