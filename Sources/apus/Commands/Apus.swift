import ArgumentParser
import Glibc

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
    subcommands: [RunCommand.self, ValidateCommand.self, TasksCommand.self, SchemaCommand.self, DemoCommand.self])

  static func main() async {
    // A peer or a pipe that goes away is an error of that write, not the end of the process.
    signal(SIGPIPE, SIG_IGN)
    do {
      var command = try parseAsRoot()
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch {
      end(with: error)
    }
  }

  /// Exit codes: 0 for help and the version, the command's own for an ``ExitCode``, 2 for whatever the user has to mend
  /// before anything can run.
  private static func end(with error: any Error) -> Never {
    if let code = error as? ExitCode { Glibc.exit(code.rawValue) }
    let text = fullMessage(for: error)
    if exitCode(for: error).isSuccess {
      Console.data(text)
      Glibc.exit(0)
    }
    let isUsage = exitCode(for: error) == .validationFailure
    Console.talk(isUsage ? text : "\(Console.errorMark) \(error)")
    Glibc.exit(2)
  }
}
