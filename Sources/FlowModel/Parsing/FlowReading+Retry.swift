import Pebble

extension FlowReading {
  private static let retryProperties = [
    "type", "interval", "maxInterval", "minInterval", "delayFactor", "maxAttempts", "maxAttempt", "maxDuration",
    "warningOnRetry", "behavior",
  ]

  private enum RetryType: String, CaseIterable {
    case constant, exponential, random
  }

  mutating func retry(of owner: Fields) -> RetryPolicy? {
    guard let node = owner["retry"],
      let fields = fields(of: node, in: "'retry'", known: Self.retryProperties),
      required("type", of: fields) != nil, let type = word("type", of: fields, as: RetryType.self),
      let interval = interval(type, of: fields)
    else { return nil }
    let attemptsName = fields["maxAttempts"] == nil ? "maxAttempt" : "maxAttempts"
    let maxAttempts = number(attemptsName, of: fields)
    if let maxAttempts, maxAttempts < 1, let span = fields.span(of: attemptsName) {
      report("invalid-retry", "'\(attemptsName)' must be 1 or more", at: span)
    }
    let maxDuration = duration("maxDuration", of: fields)
    if let maxDuration, let first = interval.first, first >= maxDuration, let span = fields.span(of: "maxDuration") {
      report(
        "invalid-retry", "'interval' must be less than 'maxDuration' but is \(ISODuration.text(of: first))", at: span)
    }
    return RetryPolicy(
      interval, maxAttempts: maxAttempts, maxDuration: maxDuration,
      warningOnRetry: flag("warningOnRetry", of: fields),
      behavior: word("behavior", of: fields, as: RetryPolicy.Behavior.self) ?? .retryFailedTask)
  }

  private mutating func interval(_ type: RetryType, of fields: Fields) -> RetryPolicy.Interval? {
    switch type {
    case .constant:
      return requiredDuration("interval", of: fields).map { .constant($0) }
    case .exponential:
      let first = requiredDuration("interval", of: fields)
      let longest = requiredDuration("maxInterval", of: fields)
      let factor = decimal("delayFactor", of: fields) ?? 2
      guard let first, let longest else { return nil }
      if first >= longest {
        let text = ISODuration.text(of: first)
        report("invalid-retry", "'interval' must be less than 'maxInterval' but is \(text)", at: fields.span)
      }
      guard factor > 0, factor <= 1_000_000 else {
        report("invalid-retry", "'delayFactor' must be more than 0 and at most 1000000", at: fields.span)
        return nil
      }
      return .exponential(first: first, longest: longest, factor: factor)
    case .random:
      let shortest = requiredDuration("minInterval", of: fields)
      let longest = requiredDuration("maxInterval", of: fields)
      guard let shortest, let longest else { return nil }
      if shortest >= longest {
        let text = ISODuration.text(of: shortest)
        report("invalid-retry", "'minInterval' must be less than 'maxInterval' but is \(text)", at: fields.span)
      }
      return .random(shortest: shortest, longest: longest)
    }
  }

  private mutating func requiredDuration(_ name: String, of fields: Fields) -> Duration? {
    required(name, of: fields) == nil ? nil : duration(name, of: fields)
  }

  mutating func duration(_ name: String, of fields: Fields) -> Duration? {
    guard let node = fields[name],
      case .literal(.string(let text)) = value(node, as: .duration, named: name, isDynamic: false),
      let duration = ISODuration.parse(text)
    else { return nil }
    guard duration >= .zero else {
      report("invalid-duration", "'\(name)' must not be negative", at: node.span)
      return nil
    }
    return duration
  }

  mutating func number(_ name: String, of fields: Fields) -> Int? {
    guard let node = fields[name],
      case .literal(.int(let number)) = value(node, as: .integer, named: name, isDynamic: false)
    else { return nil }
    return number
  }

  private mutating func decimal(_ name: String, of fields: Fields) -> Double? {
    guard let node = fields[name] else { return nil }
    switch value(node, as: .number, named: name, isDynamic: false) {
    case .literal(.double(let number)): return number
    case .literal(.int(let number)): return Double(number)
    default: return nil
    }
  }
}

extension RetryPolicy.Interval {
  fileprivate var first: Duration? {
    switch self {
    case .constant(let interval), .exponential(let interval, _, _): interval
    case .random: nil
    }
  }
}
