import ArgumentParser
import FlowModel
import FlowTasks
import Pebble

/// `apus tasks`: what can be written in a flow, from the definitions that validate it.
struct TasksCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tasks", abstract: "List task types, or show one type's properties and outputs.",
    discussion: """
      Examples:
        apus tasks io.kestra.plugin.core.http.Request
        apus tasks http.Request --output json
      """)

  @Argument(help: "A task type or the end of its name.")
  var type: String?

  @Option(help: "How to print: text or json.")
  var output: OutputFormat = .text

  func run() throws {
    let catalog = Workspace.offlineRegistry.catalog
    guard let type else {
      switch output {
      case .text: for schema in catalog.schemas { Console.data("\(schema.type)  \(schema.summary)") }
      case .json: Console.data(JSON.text(of: .list(catalog.schemas.map(\.reference)), pretty: true))
      }
      return
    }
    let matches = catalog.schemas.filter { schema in
      ([schema.type] + schema.aliases).contains { $0.name == type || $0.name.hasSuffix("." + type) }
    }
    guard let schema = matches.first, matches.count == 1 else {
      let reason =
        matches.isEmpty ? "no task type '\(type)'" : "'\(type)' is the end of several task types; say more of it"
      Console.talk("\(Console.errorMark) \(reason); `apus tasks` lists them")
      throw ExitCode(2)
    }
    switch output {
    case .text: Console.data(TaskReference(schema).text)
    case .json: Console.data(JSON.text(of: schema.reference, pretty: true))
    }
  }
}
