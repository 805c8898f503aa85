import FlowModel
import OrderedCollections
import Pebble

// Conversions read canonical values: `PropertyRenderer` has already turned text into the kind that the property declares.
// A label on a whole value is seen through here; a type that must keep it is read as `LabelledText` or `Value`.

extension String: PropertyConvertible {
  public static var kind: PropertyKind { .string }

  public init(property value: Value) throws(PropertyError) {
    self = try LabelledText(property: value).revealed
  }

  public var propertyValue: Value { .string(self) }
}

extension LabelledText: PropertyConvertible {
  public static var kind: PropertyKind { .string }

  public init(property value: Value) throws(PropertyError) {
    switch value {
    case .string(let text): self.init(text)
    case .secret(let secret):
      guard case .string(let text) = secret.revealed else { throw PropertyError("expected text") }
      self.init(revealed: text, masked: secret.masked)
    default: throw PropertyError("expected text")
    }
  }

  public var propertyValue: Value { value }
}

extension Bool: PropertyConvertible {
  public static var kind: PropertyKind { .boolean }

  public init(property value: Value) throws(PropertyError) {
    guard case .bool(let flag) = value.revealed else { throw PropertyError("expected true or false") }
    self = flag
  }

  public var propertyValue: Value { .bool(self) }
}

extension Int: PropertyConvertible {
  public static var kind: PropertyKind { .integer }

  public init(property value: Value) throws(PropertyError) {
    guard case .int(let number) = value.revealed else { throw PropertyError("expected a whole number") }
    self = number
  }

  public var propertyValue: Value { .int(self) }
}

extension Double: PropertyConvertible {
  public static var kind: PropertyKind { .number }

  public init(property value: Value) throws(PropertyError) {
    switch value.revealed {
    case .double(let number): self = number
    case .int(let number): self = Double(number)
    default: throw PropertyError("expected a number")
    }
  }

  public var propertyValue: Value { .double(self) }
}

extension Value: PropertyConvertible {
  public static var kind: PropertyKind { .any }

  public init(property value: Value) {
    self = value
  }

  public var propertyValue: Value { self }
}

extension Optional: PropertyConvertible where Wrapped: PropertyConvertible {
  public static var kind: PropertyKind { Wrapped.kind }
  public static var absent: Self? { .some(nil) }

  public init(property value: Value) throws(PropertyError) {
    self = try Wrapped(property: value)
  }

  public var propertyValue: Value { map(\.propertyValue) ?? .null }
}

extension Array: PropertyConvertible where Element: PropertyConvertible {
  public static var kind: PropertyKind { .list(Element.kind) }

  public init(property value: Value) throws(PropertyError) {
    guard case .list(let items) = value.opened else { throw PropertyError("expected a list") }
    self = []
    reserveCapacity(items.count)
    for (index, item) in items.enumerated() {
      do {
        append(try Element(property: item))
      } catch {
        throw error.inside("[\(index)]")
      }
    }
  }

  public var propertyValue: Value { .list(map(\.propertyValue)) }
}

extension OrderedDictionary: PropertyConvertible where Key == String, Value: PropertyConvertible {
  public static var kind: PropertyKind { .map(Value.kind) }

  public init(property value: Pebble.Value) throws(PropertyError) {
    guard case .map(let entries) = value.opened else { throw PropertyError("expected a map") }
    self = [:]
    reserveCapacity(entries.count)
    for (key, entry) in entries {
      do {
        self[key] = try Value(property: entry)
      } catch {
        throw error.inside(key)
      }
    }
  }

  public var propertyValue: Pebble.Value { .map(mapValues(\.propertyValue)) }
}

extension LogLevel: PropertyConvertible {
  public static var kind: PropertyKind { .enumeration(allCases.map(\.rawValue)) }

  public init(property value: Value) throws(PropertyError) {
    guard case .string(let text) = value.revealed, let level = LogLevel(rawValue: text) else {
      throw PropertyError("expected one of \(LogLevel.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    self = level
  }

  public var propertyValue: Value { .string(rawValue) }
}

extension Value {
  /// The value with an outer label moved to its parts, so that a labelled list or map can be walked without losing labels.
  package var opened: Value {
    guard case .secret(let secret) = self else { return self }
    switch secret.revealed {
    case .list(let items): return .list(items.map { .secret(Secret($0)) })
    case .map(let entries): return .map(entries.mapValues { .secret(Secret($0)) })
    default: return self
    }
  }
}
