import ArgumentParser
import Glibc

/// `apus demo`: the endpoint to try flows out with.
struct DemoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo", abstract: "Serve a small HTTP endpoint on 127.0.0.1 to try flows out.",
    discussion: """
      It answers each request with its method, path, headers and body as JSON; /quote with a fixed object; /status/N
      with that status.

      Example: apus demo --port 8123 & apus run Examples/echo.yaml
      """)

  @Option(help: "The port to listen on; 0 for any free one, which is printed.")
  var port: UInt16 = 8123

  func run() throws {
    do {
      let server = try DemoServer(port: port)
      Console.data("http://127.0.0.1:\(server.port)")
      server.serve { Console.talk(Console.printable($0)) }
    } catch {
      Console.talk("\(Console.errorMark) \(error)")
      throw ExitCode(2)
    }
  }
}
