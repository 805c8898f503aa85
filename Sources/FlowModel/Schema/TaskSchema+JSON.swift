import Pebble

extension TaskSchema {
  /// The type as a map for programs: its names and summary, its properties and outputs as JSON schemas.
  public var reference: Value {
    var map: ValueMap = ["type": .string(type.name), "summary": .string(summary)]
    if !aliases.isEmpty { map["aliases"] = .list(aliases.map { .string($0.name) }) }
    map["properties"] = JSONSchema.object(properties, closed: true)
    map["outputs"] = JSONSchema.properties(
      outputs.map { ($0.name, JSONSchema.of($0.kind, isDynamic: false), $0.summary) })
    return .map(map)
  }
}
