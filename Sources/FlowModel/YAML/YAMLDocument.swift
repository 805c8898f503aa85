import OrderedCollections
import Pebble

/// YAML that is data, not a flow: configuration and files of inputs.
public enum YAMLDocument {
  /// The value of the one document in a text, under the bounds that hold for flows.
  public static func value(of source: FlowSource) throws(InvalidFlow) -> Value {
    value(of: try YAMLReader.read(source))
  }

  private static func value(of node: YAMLNode) -> Value {
    switch node.content {
    case .scalar(let scalar): scalar.value
    case .sequence(let items): .list(items.map(value))
    case .mapping(let entries): .map(ValueMap(entries.map { ($0.key, value(of: $0.value)) }) { first, _ in first })
    }
  }
}
