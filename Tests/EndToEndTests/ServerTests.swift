import Glibc
import Testing

/// The server as a process of its own, and the command line as its client.
@Suite("The server")
struct ServerTests {
  private static let inputsDemo = """
    id: inputs_demo
    namespace: dev
    inputs:
      - id: user
        type: STRING
    tasks:
      - id: hello
        type: io.kestra.plugin.core.log.Log
        message: "Hello {{ inputs.user }}"
    """

  @Test("the first reference flow starts an execution of it, unchanged; SIGTERM ends it with 0")
  func referenceFlow() async throws {
    let folder = try WorkFolder()
    guard mkdir(folder.path + "/flows", 0o700) == 0 else { throw WorkFolder.Failure(operation: "mkdir") }
    try folder.write(Self.inputsDemo, to: "flows/inputs_demo.yaml")
    let environment = [
      "KESTRA_SERVER_BASIC_AUTH_USERNAME": "admin", "KESTRA_SERVER_BASIC_AUTH_PASSWORD": "admin",
    ]
    let server = try #require(
      BuiltBinary.start(
        ["server", "--port", "0", "--data", folder.path + "/data", "--flows", folder.path + "/flows"],
        environment: environment, in: folder.path))
    let port = try #require(await Self.port(printedTo: server.outPath), "\(BuiltBinary.contents(server.errPath))")
    let client = BuiltBinary.run(
      [
        "run", SourceFolder.path + "/Flows/01-basic-auth-multipart.yaml", "--storage", folder.path + "/client",
        "--connect-to", "host.docker.internal:8080:127.0.0.1:\(port)",
      ], in: folder.path)
    #expect(client.exitCode == 0, "\(client.stderr)")
    #expect(client.stdout.contains(#"\"flowId\":\"inputs_demo\""#), "\(client.stdout)")
    #expect(client.stdout.contains(#"\"user\":\"John Doe\""#))
    kill(server.process, SIGTERM)
    let output = server.end()
    #expect(output.exitCode == 0, "\(output.stderr)")
    #expect(output.stderr.contains(#""user":"admin""#))
    #expect(!output.stderr.contains("John Doe"))
  }

  @Test("an address that others reach is refused without a user: exit code 2")
  func openToTheNetwork() throws {
    let folder = try WorkFolder()
    let output = BuiltBinary.run(
      ["server", "--host", "0.0.0.0", "--port", "0", "--data", folder.path + "/data"], in: folder.path)
    #expect(output.exitCode == 2)
    #expect(output.stderr.contains("kestra.server.basic-auth.password"))
  }

  /// The port of the address that a server prints; `nil` when it prints none within some seconds.
  private static func port(printedTo path: String) async -> Int? {
    for _ in 0..<1500 {
      let text = BuiltBinary.contents(path)
      if text.hasSuffix("\n") { return text.split(separator: ":").last.flatMap { Int($0.filter(\.isNumber)) } }
      try? await ContinuousClock().sleep(for: .milliseconds(20))
    }
    return nil
  }
}
