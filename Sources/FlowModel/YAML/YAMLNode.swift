/// A YAML value with its place, before anything is known of its meaning.
struct YAMLNode: Sendable {
  indirect enum Content: Sendable {
    case scalar(YAMLScalar)
    case sequence([YAMLNode])
    case mapping([YAMLEntry])
  }

  let content: Content
  let span: SourceSpan
  /// This node and all below it, with each alias counted as often as it is used.
  let nodeCount: Int

  var scalar: YAMLScalar? {
    if case .scalar(let scalar) = content { scalar } else { nil }
  }

  /// What it is, for a message: `a list`.
  var shape: String {
    switch content {
    case .sequence: "a list"
    case .mapping: "a map"
    case .scalar(let scalar):
      switch scalar.value {
      case .null: "nothing"
      case .bool: "a Boolean"
      case .int: "an integer"
      case .double, .exact: "a number"
      default: "text"
      }
    }
  }

  var isNull: Bool { scalar?.value == .null }
}

/// One key of a map and its value.
struct YAMLEntry: Sendable {
  let key: String
  let keySpan: SourceSpan
  let value: YAMLNode
}
