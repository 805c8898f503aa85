import OrderedCollections
import Pebble

/// A property's value as a flow gives it: what is fixed, and what is rendered in each run.
///
/// What a scalar means is decided when the flow is read, by the kind of its property: `1.10` is the text `1.10` for a
/// property that takes text, and a number in a free map.
public indirect enum DynamicValue: Hashable, Sendable {
  case literal(Value)
  case template(TemplateText)
  case list([DynamicValue])
  /// A key that holds an expression (``TemplateText/isTemplate(_:)``) is rendered like a value.
  case map(OrderedDictionary<String, DynamicValue>)

  /// Whether anything in it is rendered, keys included.
  public var hasTemplates: Bool {
    switch self {
    case .literal: false
    case .template: true
    case .list(let items): items.contains { $0.hasTemplates }
    case .map(let entries): entries.contains { TemplateText.isTemplate($0.key) || $0.value.hasTemplates }
    }
  }

  /// The value, when nothing in it is rendered.
  public var literalValue: Value? {
    switch self {
    case .literal(let value): value
    case .template: nil
    case .list(let items):
      hasTemplates ? nil : .list(items.compactMap(\.literalValue))
    case .map(let entries):
      hasTemplates ? nil : .map(entries.compactMapValues(\.literalValue))
    }
  }
}
