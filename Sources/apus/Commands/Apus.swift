import ArgumentParser

/// The command line.
@main
struct Apus: AsyncParsableCommand {
  static let version = "0.1.0"

  static let configuration = CommandConfiguration(
    commandName: "apus", abstract: "Run declarative HTTP flows, written as Kestra takes them.",
    discussion: """
      Examples:
        apus run flow.yaml --input name=Ada
        apus validate flows/
        apus tasks io.kestra.plugin.core.http.Request

      Shell completion: apus --generate-completion-script bash
      """,
    version: version,
    subcommands: [RunCommand.self, ValidateCommand.self, TasksCommand.self, DemoCommand.self])
}
