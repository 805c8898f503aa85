import Pebble

/// What is known of one property: said once, read by validation, rendering, the reference page and the JSON schema.
public struct PropertySpec: Hashable, Sendable {
  public let name: String
  public let kind: PropertyKind
  /// One or two sentences for the reference page.
  public let summary: String
  public let isRequired: Bool
  /// Whether expressions in it are rendered. Those of a static property are an error.
  public let isDynamic: Bool
  /// What stands when it is left out; `nil` where nothing does.
  public let defaultValue: Value?
  /// What to write instead, for a spelling that is kept for old flows only.
  public let deprecation: String?

  public init(
    _ name: String, _ kind: PropertyKind, _ summary: String, isRequired: Bool = false, isDynamic: Bool = true,
    defaultValue: Value? = nil, deprecation: String? = nil
  ) {
    self.name = name
    self.kind = kind
    self.summary = summary
    self.isRequired = isRequired
    self.isDynamic = isDynamic
    self.defaultValue = defaultValue
    self.deprecation = deprecation
  }
}
