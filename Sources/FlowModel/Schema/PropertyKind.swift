/// The shape of a property's value, as validation, the reference page and the JSON schema know it.
public indirect enum PropertyKind: Hashable, Sendable {
  /// Text. A number or Boolean is taken by its text, and a map or list by its JSON text (spec: a dynamic property accepts both).
  case string
  case integer
  case number
  case boolean
  /// ISO 8601, `PT30S`.
  case duration
  /// Text that is one of these words.
  case enumeration([String])
  case list(PropertyKind)
  /// A map with any keys.
  case map(PropertyKind)
  /// A map with these keys only.
  case object([PropertySpec])
  /// A map whose field `discriminator` says which of the variants it is.
  case variants(discriminator: String, [Variant])
  /// The first of these kinds that fits.
  case either([PropertyKind])
  /// Any value; an expression in it gives text.
  case any
  /// Any value; a single expression keeps the type of its result.
  case typed
  /// Nested tasks.
  case tasks

  /// One shape among several: the discriminator's value and the other fields.
  public struct Variant: Hashable, Sendable {
    public let name: String
    public let properties: [PropertySpec]

    public init(_ name: String, _ properties: [PropertySpec]) {
      self.name = name
      self.properties = properties
    }
  }
}
