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
    subcommands: [
      RunCommand.self, ServerCommand.self, ExplainCommand.self, ValidateCommand.self, RenderCommand.self,
      TasksCommand.self, SchemaCommand.self, DemoCommand.self,
    ])

  static func main() async {
    // A peer or a pipe that goes away is an error of that write, not the end of the process.
    signal(SIGPIPE, SIG_IGN)
    let arguments = CommandLine.arguments.dropFirst()
    // The command that is started most is read by itself: looking at all others first costs a tenth of a short run.
    let root: any ParsableCommand.Type = arguments.first == "run" ? RunCommand.self : Apus.self
    do {
      if arguments.first == "run", let command = RunCommand(quick: arguments.dropFirst()) {
        try await command.run()
        end(0)
      }
      var command = try root.parseAsRoot(Array(arguments.first == "run" ? arguments.dropFirst() : arguments))
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
      end(0)
    } catch {
      end(with: error, of: root)
    }
  }

  /// Ends the process without exit handlers: those of OpenSSL take away what the threads of libcurl may still use, which
  /// ended one run in some hundreds with a crash. Nothing is buffered: ``Console`` writes at once.
  private static func end(_ code: Int32) -> Never {
    _exit(code)
  }

  /// Exit codes: 0 for help and the version, the command's own for an ``ExitCode``, 2 for whatever the user has to mend
  /// before anything can run.
  private static func end(with error: any Error, of root: any ParsableCommand.Type) -> Never {
    if let code = error as? ExitCode { end(code.rawValue) }
    let text = root.fullMessage(for: error)
    if root.exitCode(for: error).isSuccess {
      Console.data(text)
      end(0)
    }
    let isUsage = root.exitCode(for: error) == .validationFailure
    Console.talk(isUsage ? text : "\(Console.errorMark) \(error)")
    end(2)
  }
}
