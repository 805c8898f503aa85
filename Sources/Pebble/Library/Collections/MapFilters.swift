/// Filters on maps, and `merge`, which takes lists too.
enum MapFilters {
  static let all: [Filter] = [
    Filter("keys") { value, _ throws(PebbleError) in
      switch value {
      case .null: return .null
      case .map(let entries): return .list(entries.keys.map { .string($0) })
      case .list(let items): return .list(items.indices.map { .int($0) })
      default:
        throw .failed("'keys' filter can only be applied to List, Map, Array. Actual type was: \(value.javaClass)")
      }
    },
    Filter("values") { value, _ throws(PebbleError) in
      switch value {
      case .null: return .null
      case .map(let entries): return .list(Array(entries.values))
      default: throw .failed("'values' filter can only be applied to Map. Actual type was: \(value.javaClass)")
      }
    },
    Filter("merge", parameters: ["items"]) { value, arguments throws(PebbleError) in
      try merged(value, arguments["items"])
    },
  ]

  private static func merged(_ left: Value, _ right: Value) throws(PebbleError) -> Value {
    switch (left, right) {
    case (.null, .null): throw .failed("The two arguments to be merged are null")
    case (.null, _): return right
    case (.map, .null), (.list, .null): return left
    case (.map(let first), .map(let second)): return .map(first.merging(second) { $1 })
    case (.map(let entries), .list(let items)):
      return .map(entries.merging(items.map { ($0.text, $0) }) { $1 })
    case (.map, _):
      throw .failed(
        "Currently, only Maps and Lists can be merged with a Map. Arg2: \(right.javaClass)")
    case (.list(let first), .list(let second)): return .list(first + second)
    case (.list(let items), .map(let entries)):
      return .list(items + entries.map { .map([$0.key: $0.value]) })
    case (.list, _):
      throw .failed("Currently, only Maps and Lists can be merged with a List. Arg2: \(right.javaClass)")
    default: throw .failed("The object being filtered is not a Map/List/Array")
    }
  }
}
