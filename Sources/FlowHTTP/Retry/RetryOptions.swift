import FlowModel
import FlowTasks
import Pebble

/// `options.retry`: how often, and after what pauses, a request is sent again within one attempt of its task.
struct RetryOptions: PropertyConvertible, Hashable {
  static let kind = PropertyKind.variants(
    discriminator: "type",
    [
      .init("constant", [interval.spec] + limits),
      .init("exponential", [interval.spec, maxInterval.spec, delayFactor.spec] + limits),
      .init("random", [minInterval.spec, maxInterval.spec] + limits),
    ])
  static let interval = Property<TimeLimit?>(
    "interval", "The pause before the first repetition; one second when left out.", isDynamic: false)
  static let minInterval = Property<TimeLimit?>(
    "minInterval", "The shortest pause; one second when left out.", isDynamic: false)
  static let maxInterval = Property<TimeLimit?>(
    "maxInterval", "The longest pause; 30 seconds when left out.", isDynamic: false)
  static let delayFactor = Property(
    "delayFactor", default: 2.0, "By what the pause grows each time.", isDynamic: false)
  static let maxAttempts = Property<Int?>(
    "maxAttempts", "How often the request is sent at most, the first time included; three when left out.",
    isDynamic: false)
  static let maxAttempt = Property<Int?>(
    "maxAttempt", "The older name of maxAttempts.", isDynamic: false, deprecation: "maxAttempts")
  static let maxDuration = Property<TimeLimit?>(
    "maxDuration", "No repetition begins later than this after the first sending.", isDynamic: false)
  static let warningOnRetry = Property(
    "warningOnRetry", default: false, "Whether a success after a repetition is a warning.", isDynamic: false)
  private static let limits = [maxAttempts.spec, maxAttempt.spec, maxDuration.spec, warningOnRetry.spec]

  static let mostAttempts = 100

  let schedule: RetrySchedule
  let isWarning: Bool

  init(property value: Value) throws(PropertyError) {
    let entries = try value.objectEntries
    let given = RenderedProperties(entries)
    let second = Duration.seconds(1)
    let longest = try given[Self.maxInterval]?.duration ?? .seconds(30)
    let first = try given[Self.interval]?.duration ?? second
    let pause: RetrySchedule.Pause
    switch entries["type"]?.revealed {
    case .string("constant"): pause = .constant(first)
    case .string("exponential"):
      let factor = try given[Self.delayFactor]
      guard factor.isFinite, factor >= 1, factor <= 100 else {
        throw PropertyError(path: "delayFactor", "expected 1 to 100")
      }
      pause = .exponential(first: first, longest: longest, factor: factor)
    case .string("random"):
      let shortest = try given[Self.minInterval]?.duration ?? second
      guard shortest <= longest else { throw PropertyError(path: "minInterval", "it must be less than maxInterval") }
      pause = .random(shortest: shortest, longest: longest)
    default: throw PropertyError(path: "type", "expected one of constant, exponential, random")
    }
    let older = try given[Self.maxAttempt]
    let attempts = try given[Self.maxAttempts] ?? older
    let duration = try given[Self.maxDuration]?.duration
    guard (1...Self.mostAttempts).contains(attempts ?? 1) else {
      throw PropertyError(path: "maxAttempts", "expected 1 to \(Self.mostAttempts)")
    }
    schedule = RetrySchedule(
      pause, maxAttempts: attempts ?? (duration == nil ? 3 : Self.mostAttempts), maxDuration: duration)
    isWarning = try given[Self.warningOnRetry]
  }

  var propertyValue: Value { .map([:]) }
}
