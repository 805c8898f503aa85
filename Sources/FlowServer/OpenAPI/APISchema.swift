import Pebble

/// A JSON Schema in the API's description.
struct APISchema: Hashable, Sendable {
  let value: Value

  private init(_ fields: ValueMap) {
    value = .map(fields)
  }

  static let anything = APISchema([:])
  static let boolean = APISchema(["type": .string("boolean")])
  static let number = APISchema(["type": .string("number")])
  static let date = APISchema(["type": .string("string"), "format": .string("date-time")])
  static let binary = APISchema(["type": .string("string"), "format": .string("binary")])
  /// An object with any entries.
  static let map = APISchema(["type": .string("object")])

  static func string(_ description: String? = nil, oneOf: [String] = []) -> APISchema {
    var fields: ValueMap = ["type": .string("string")]
    fields["description"] = description.map { .string($0) }
    if !oneOf.isEmpty { fields["enum"] = .list(oneOf.map { .string($0) }) }
    return APISchema(fields)
  }

  static func integer(_ range: ClosedRange<Int>? = nil, default fallback: Int? = nil) -> APISchema {
    var fields: ValueMap = ["type": .string("integer")]
    if let range {
      fields["minimum"] = .int(range.lowerBound)
      fields["maximum"] = .int(range.upperBound)
    }
    fields["default"] = fallback.map { .int($0) }
    return APISchema(fields)
  }

  static func list(_ items: APISchema) -> APISchema {
    APISchema(["type": .string("array"), "items": items.value])
  }

  static func object(_ properties: [(String, APISchema)], required: [String] = []) -> APISchema {
    var fields: ValueMap = [
      "type": .string("object"),
      "properties": .map(ValueMap(properties.map { ($0.0, $0.1.value) }, uniquingKeysWith: { $1 })),
    ]
    if !required.isEmpty { fields["required"] = .list(required.map { .string($0) }) }
    return APISchema(fields)
  }

  static func object(_ properties: KeyValuePairs<String, APISchema>, required: [String] = []) -> APISchema {
    object(properties.map { ($0.key, $0.value) }, required: required)
  }

  /// One of the named schemas of the document.
  static func named(_ name: String) -> APISchema {
    APISchema(["$ref": .string("#/components/schemas/\(name)")])
  }

  /// A page of results.
  static func page(_ items: APISchema) -> APISchema {
    object(["results": list(items), "total": integer(0...Int.max)], required: ["results", "total"])
  }
}
