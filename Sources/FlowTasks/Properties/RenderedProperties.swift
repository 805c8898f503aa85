import FlowModel
import Pebble

/// A task's own properties after every expression in them was rendered. Parts that are secret carry their label.
public struct RenderedProperties: Sendable {
  public let values: ValueMap

  public init(_ values: ValueMap) {
    self.values = values
  }

  /// Reads one property; null counts as left out.
  public subscript<Wrapped>(_ property: Property<Wrapped>) -> Wrapped {
    get throws(PropertyError) {
      let name = property.spec.name
      guard let value = values[name], value != .null else {
        guard let value = property.defaultValue else {
          throw PropertyError(path: name, "it is required")
        }
        return value
      }
      do {
        return try Wrapped(property: value)
      } catch {
        throw error.inside(name)
      }
    }
  }
}
