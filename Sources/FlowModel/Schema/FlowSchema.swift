import Pebble

/// The JSON Schema of flows, made of the definitions that validate them: for editors with a YAML language server.
public struct FlowSchema: Sendable {
  private let catalog: TaskCatalog

  public init(catalog: TaskCatalog) {
    self.catalog = catalog
  }

  /// The schema, draft-07.
  public var value: Value {
    [
      "$schema": "http://json-schema.org/draft-07/schema#",
      "title": "Flow",
      "type": "object",
      "required": ["id", "namespace", "tasks"],
      "properties": .map(flowProperties),
      "definitions": ["task": task, "input": input, "output": output],
    ]
  }

  private var flowProperties: ValueMap {
    [
      "id": Self.text("The flow's name, unique in its namespace.", pattern: "^[a-zA-Z0-9][a-zA-Z0-9._-]*$"),
      "namespace": Self.text("Where the flow belongs, as in company.team.", pattern: "^[a-z0-9][a-z0-9._-]*$"),
      "description": Self.text("What the flow is for."),
      "revision": ["type": "integer", "minimum": 1],
      "labels": ["type": ["object", "array"]],
      "inputs": ["type": "array", "items": ["$ref": "#/definitions/input"]],
      "variables": ["type": "object"],
      "tasks": ["type": "array", "minItems": 1, "items": ["$ref": "#/definitions/task"]],
      "outputs": ["type": "array", "items": ["$ref": "#/definitions/output"]],
      "disabled": ["type": "boolean", "default": false],
      "pluginDefaults": ["type": "array", "items": ["type": "object", "required": ["type", "values"]]],
    ]
  }

  /// One branch a task type, chosen by the type's name, so that an editor's complaint names the property.
  private var task: Value {
    let names = catalog.schemas.flatMap { [$0.type] + $0.aliases }
    let branches: [Value] = catalog.schemas.map { schema in
      let types = ([schema.type] + schema.aliases).map { Value.string($0.name) }
      let common = TaskSchema.commonProperties.filter { common in
        !schema.properties.contains { $0.name == common.name }
      }
      return [
        "if": ["properties": ["type": ["enum": .list(types)]], "required": ["type"]],
        "then": JSONSchema.object(common + schema.properties, closed: false),
      ]
    }
    return [
      "type": "object",
      "required": ["id", "type"],
      "properties": [
        "id": Self.text("The task's name, unique in the flow.", pattern: "^[a-zA-Z0-9][a-zA-Z0-9_-]*$"),
        "type": ["enum": .list(names.map { .string($0.name) }), "description": "What the task does."],
      ],
      "allOf": .list(branches),
    ]
  }

  private var input: Value {
    [
      "type": "object",
      "required": ["id", "type"],
      "properties": [
        "id": Self.text("The input's name."),
        "type": ["enum": .list(InputType.allCases.map { .string($0.rawValue) })],
        "required": ["type": "boolean", "default": true],
        "description": Self.text("What to give."),
      ],
    ]
  }

  private var output: Value {
    [
      "type": "object",
      "required": ["id", "value"],
      "properties": [
        "id": Self.text("The output's name."),
        "type": ["enum": .list(InputType.allCases.map { .string($0.rawValue) })],
        "description": Self.text("What it holds."),
      ],
    ]
  }

  private static func text(_ description: String, pattern: String? = nil) -> Value {
    var schema: ValueMap = ["type": "string", "description": .string(description)]
    schema["pattern"] = pattern.map(Value.string)
    return .map(schema)
  }
}
