import Pebble

/// The description of the API as OpenAPI 3.1, made of the routes and nothing else.
struct OpenAPIDocument: Sendable {
  let value: Value

  init(routes: [Route], version: String, needsAuthentication: Bool) {
    var paths: ValueMap = [:]
    for route in routes {
      var operations: ValueMap = [:]
      if case .map(let known)? = paths[route.path.description] { operations = known }
      operations[route.method.lowercased()] = Self.operation(route, needsAuthentication: needsAuthentication)
      paths[route.path.description] = .map(operations)
    }
    value = .map([
      "openapi": .string("3.1.0"),
      "info": .map([
        "title": .string("Apus"), "version": .string(version),
        "description": .string(
          "Every path under /api/v1/main is also reached under /api/v1. Errors have the shape of the schema Error."),
      ]),
      "paths": .map(paths),
      "components": .map([
        "schemas": .map(APISchemas.named.mapValues(\.value)),
        "securitySchemes": .map(["basic": .map(["type": .string("http"), "scheme": .string("basic")])]),
      ]),
    ])
  }

  private static func operation(_ route: Route, needsAuthentication: Bool) -> Value {
    var fields: ValueMap = [
      "operationId": .string(route.name), "summary": .string(route.summary),
      "tags": .list([.string(route.tag)]),
    ]
    var parameters: [Value] = route.path.parameters.map { name in
      .map([
        "name": .string(name), "in": .string("path"), "required": .bool(true), "schema": APISchema.string().value,
      ])
    }
    parameters += route.query.map { query in
      .map([
        "name": .string(query.name), "in": .string("query"), "required": .bool(query.isRequired),
        "description": .string(query.text), "schema": query.schema.value,
      ])
    }
    if !parameters.isEmpty { fields["parameters"] = .list(parameters) }
    if let body = route.body {
      let types = ValueMap(
        body.types.map { ($0.name, .map(["schema": $0.schema.value])) }, uniquingKeysWith: { $1 })
      fields["requestBody"] = .map(["required": .bool(body.isRequired), "content": .map(types)])
    }
    var responses: ValueMap = [:]
    for answer in route.answers {
      var response: ValueMap = ["description": .string(answer.text)]
      if let type = answer.type {
        response["content"] = .map([type: .map(["schema": (answer.schema ?? .anything).value])])
      }
      responses[String(answer.status)] = .map(response)
    }
    if route.access == .authenticated && needsAuthentication {
      responses["401"] = .map(["description": .string("Who asks is not known")])
    }
    responses["default"] = .map([
      "description": .string("What is wrong"),
      "content": .map(["application/json": .map(["schema": APISchema.named("Error").value])]),
    ])
    fields["responses"] = .map(responses)
    fields["security"] = .list(
      route.access == .authenticated && needsAuthentication ? [.map(["basic": .list([])])] : [])
    return .map(fields)
  }
}
