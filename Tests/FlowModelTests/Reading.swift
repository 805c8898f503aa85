import FlowModel
import Pebble

/// A catalog with one task that has a property of each kind.
let catalog = TaskCatalog([
  TaskSchema(
    type: "io.kestra.plugin.core.http.Request", aliases: ["io.kestra.plugin.fs.http.Request"],
    summary: "Sends a request.",
    properties: [
      PropertySpec("uri", .string, "Where to.", isRequired: true),
      PropertySpec("method", .enumeration(["GET", "POST"]), "How.", defaultValue: .string("GET")),
      PropertySpec("body", .string, "What."),
      PropertySpec("headers", .map(.string), "With."),
      PropertySpec("formData", .map(.any), "Form."),
      PropertySpec("tags", .list(.string), "Words."),
      PropertySpec("count", .integer, "How often."),
      PropertySpec("ratio", .number, "How much."),
      PropertySpec("fixed", .string, "No expressions.", isDynamic: false),
      PropertySpec("old", .string, "Old.", deprecation: "use 'body'"),
      PropertySpec(
        "options",
        .object([
          PropertySpec("followRedirects", .boolean, "Follow."),
          PropertySpec("connectTimeout", .duration, "Longest."),
          PropertySpec(
            "auth",
            .variants(
              discriminator: "type",
              [
                .init(
                  "BASIC", [PropertySpec("username", .string, "Name."), PropertySpec("password", .string, "Word.")]),
                .init("BEARER", [PropertySpec("token", .string, "Token.", isRequired: true)]),
              ]), "Who."),
        ]), "Options.", isDynamic: false),
      PropertySpec("target", .either([.string, .list(.string)]), "Either."),
    ]),
  TaskSchema(
    type: "io.kestra.plugin.core.log.Log", summary: "Logs.",
    properties: [PropertySpec("message", .any, "Text.", isRequired: true)]),
])

func read(_ text: String) -> (flow: Flow?, diagnostics: [Diagnostic]) {
  let (flow, diagnostics) = FlowValidator(catalog: catalog).read(FlowSource(name: "flow.yaml", text: text))
  return (flow?.flow, diagnostics)
}

/// A flow with one request that has these further lines, of six spaces.
func flow(_ properties: String) -> String {
  let lines = properties.split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? "" : "    \($0)" }
  return """
    id: f
    namespace: a.b
    tasks:
      - id: t
        type: io.kestra.plugin.core.http.Request
        uri: x

    """ + lines.joined(separator: "\n") + "\n"
}

/// The value of a property of the request in ``flow(_:)``.
func property(_ name: String, _ text: String) -> DynamicValue? {
  read(flow(text)).flow?.tasks.first?.properties[name]
}

/// `code line:column` of each diagnostic.
func summary(_ diagnostics: [Diagnostic]) -> [String] {
  diagnostics.map { "\($0.code) \($0.span?.start.description ?? "-")" }
}
