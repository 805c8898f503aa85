import Glibc

extension Instant {
  /// The operating system's clock.
  public static let systemClock: @Sendable () -> Instant = {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Instant(seconds: Int64(time.tv_sec), nanoseconds: Int32(truncatingIfNeeded: time.tv_nsec))
  }
}

/// Dates in templates: filters and functions.
enum Clock {
  static let functions: [Function] = [
    Function("now", parameters: ["format", "timeZone"]) { arguments throws(PebbleError) in
      .string(try DateText.format(arguments.now, by: try arguments.optionalText("format") ?? "iso"))
    }
  ]

  static let filters: [Filter] = [
    Filter("date", parameters: ["format"]) { value, arguments throws(PebbleError) in
      let format = try arguments.optionalText("format") ?? "iso"
      switch value {
      case .null: return .null
      case .instant(let instant): return .string(try DateText.format(instant, by: format))
      case .int(let seconds): return .string(try DateText.format(Instant(seconds: Int64(seconds)), by: format))
      default: throw .failed("The 'date' filter takes a date or a number of seconds.")
      }
    }
  ]
}
