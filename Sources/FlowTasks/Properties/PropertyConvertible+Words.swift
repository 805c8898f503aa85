import FlowModel
import Pebble

/// A property whose value is one of a few words, which are the raw values of the type.
package protocol PropertyWord: PropertyConvertible, RawRepresentable, CaseIterable where RawValue == String {}

extension PropertyWord {
  public static var kind: PropertyKind { .enumeration(allCases.map(\.rawValue)) }

  public init(property value: Value) throws(PropertyError) {
    guard case .string(let text) = value.revealed, let word = Self(rawValue: text) else {
      throw PropertyError("expected one of \(Self.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    self = word
  }

  public var propertyValue: Value { .string(rawValue) }
}

/// A length of time, written in ISO 8601: `PT30S`.
struct TimeSpan: PropertyConvertible, Hashable {
  static var kind: PropertyKind { .duration }
  let duration: Duration

  init(property value: Value) throws(PropertyError) {
    let text = try String(property: value)
    guard let duration = ISODuration.parse(text) else {
      throw PropertyError("'\(text)' is not a duration: write it as in PT30S")
    }
    self.duration = duration
  }

  var propertyValue: Value { .string(ISODuration.text(of: duration)) }
}

/// Any value; a single expression keeps the type of its result.
struct TypedValue: PropertyConvertible, Hashable {
  static var kind: PropertyKind { .typed }
  let value: Value

  init(property value: Value) {
    self.value = value
  }

  var propertyValue: Value { value }
}
