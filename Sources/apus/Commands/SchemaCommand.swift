import ArgumentParser
import FlowModel
import Pebble

/// `apus schema`: what editors know of flows.
struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema", abstract: "Print the JSON Schema of flows, for editors with a YAML language server.",
    discussion: """
      Example: apus schema > flow.schema.json, and as the first line of a flow:
        # yaml-language-server: $schema=flow.schema.json
      """)

  func run() {
    Console.data(JSON.text(of: FlowSchema(catalog: Workspace.offlineRegistry.catalog).value, pretty: true))
  }
}
