import OrderedCollections

/// The entries of a map, in the order in which they were written or received.
public typealias ValueMap = OrderedDictionary<String, Value>

/// Everything an expression can hold: the closed set of values that flow between inputs, outputs, templates and bodies.
///
/// A map keeps its order. There is one integer type; an integer that needs more than 64 bits, or a decimal that must stay
/// exact, is an ``ExactNumber``. A value that must not be shown carries a label: see ``Secret``.
public enum Value: Hashable, Sendable {
  case null
  case bool(Bool)
  case int(Int)
  case double(Double)
  case exact(ExactNumber)
  case string(String)
  case instant(Instant)
  case list([Value])
  case map(ValueMap)
  indirect case secret(Secret)
}

/// A number kept by its decimal digits, because neither `Int` nor `Double` holds it without loss.
public struct ExactNumber: Hashable, Sendable {
  /// Plain or exponent notation as JSON allows it, without a leading `+`.
  public let digits: String

  /// The caller vouches that `digits` is a JSON number.
  package init(validated digits: String) {
    self.digits = digits
  }
}

/// A point on the UTC time line with nanoseconds.
public struct Instant: Hashable, Comparable, Sendable {
  /// Whole seconds since 1970-01-01T00:00:00Z, rounded down.
  public let seconds: Int64
  /// 0 to 999,999,999.
  public let nanoseconds: Int32

  public init(seconds: Int64, nanoseconds: Int32 = 0) {
    self.seconds = seconds
    self.nanoseconds = min(max(nanoseconds, 0), 999_999_999)
  }

  public static func < (left: Instant, right: Instant) -> Bool {
    (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
  }
}
