import FlowModel
import Pebble

/// One property of a task type, with the Swift type that it is read as.
///
/// The same value serves validation, the reference page and the JSON schema (through ``spec``) and the task (through
/// ``RenderedProperties``).
public struct Property<Wrapped: PropertyConvertible>: Sendable {
  public let spec: PropertySpec
  /// What a task gets where the flow says nothing; `nil` for a required property.
  public let defaultValue: Wrapped?

  /// A required property or, where `Wrapped` is an optional type, one that may be left out.
  public init(
    _ name: String, _ summary: String, isDynamic: Bool = true, deprecation: String? = nil
  ) {
    self.defaultValue = Wrapped.absent
    self.spec = PropertySpec(
      name, Wrapped.kind, summary, isRequired: Wrapped.absent == nil, isDynamic: isDynamic, deprecation: deprecation)
  }

  /// A property with a default.
  public init(
    _ name: String, default defaultValue: Wrapped, _ summary: String, isDynamic: Bool = true, deprecation: String? = nil
  ) {
    self.defaultValue = defaultValue
    self.spec = PropertySpec(
      name, Wrapped.kind, summary, isDynamic: isDynamic, defaultValue: defaultValue.propertyValue,
      deprecation: deprecation)
  }
}

/// A type that a property can be read as.
public protocol PropertyConvertible: Sendable {
  /// The shape that validation expects.
  static var kind: PropertyKind { get }
  /// What stands for a property that is left out; `nil` where it must not be.
  static var absent: Self? { get }
  /// Reads a rendered value.
  init(property value: Value) throws(PropertyError)
  /// The value as a flow would write it, to show a default.
  var propertyValue: Value { get }
}

extension PropertyConvertible {
  public static var absent: Self? { nil }
}
