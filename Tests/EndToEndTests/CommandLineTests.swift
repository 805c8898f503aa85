import Glibc
import Pebble
import Testing

/// What a user of the command line meets: exit codes, streams, formats.
@Suite("Command line")
struct CommandLineTests {
  private static let logFlow = """
    id: greet
    namespace: company.team
    inputs:
      - id: name
        type: STRING
      - id: times
        type: INT
        defaults: 2
    tasks:
      - id: hello
        type: io.kestra.plugin.core.log.Log
        message: "Hello {{ inputs.name }} x{{ inputs.times }}"
    outputs:
      - id: greeting
        type: STRING
        value: "Hello {{ inputs.name }}"
    """

  @Test("a run prints outputs on stdout, talk on stderr, and exits 0")
  func streams() throws {
    let folder = try WorkFolder()
    try folder.write(Self.logFlow, to: "greet.yaml")
    let output = BuiltBinary.run(
      ["run", folder.path + "/greet.yaml", "--storage", folder.path + "/storage", "--input", "name=Ada"],
      in: folder.path)
    #expect(output.exitCode == 0)
    #expect(output.stdout == "{\n  \"greeting\": \"Hello Ada\"\n}\n")
    #expect(output.stderr.contains("INFO Hello Ada x2"))
    #expect(!output.stderr.contains("\u{1B}"))
  }

  @Test("inputs come from a file and from arguments, which win; a file of any name is read with @")
  func inputs() throws {
    let folder = try WorkFolder()
    try folder.write(Self.logFlow, to: "greet.yaml")
    try folder.write("name: Grace\ntimes: 5\n", to: "inputs.yaml")
    try folder.write("Lin", to: "name.txt")
    let common = ["run", folder.path + "/greet.yaml", "--storage", folder.path + "/storage"]
    let fromFile = BuiltBinary.run(common + ["--inputs-file", folder.path + "/inputs.yaml"], in: folder.path)
    #expect(fromFile.stderr.contains("Hello Grace x5"))
    let overridden = BuiltBinary.run(
      common + ["--inputs-file", folder.path + "/inputs.yaml", "--input", "name=@" + folder.path + "/name.txt"],
      in: folder.path)
    #expect(overridden.stderr.contains("Hello Lin x5"))
  }

  @Test(
    "what the user has to mend before a run exits 2 and says what",
    arguments: [
      (["run", "{folder}/nope.yaml"], "cannot read"),
      (["run", "{folder}"], "Is a directory"),
      (["run"], "Missing expected argument"),
      (["run", "{folder}/greet.yaml", "--nope"], "Unknown option '--nope'"),
      (["run", "{folder}/greet.yaml"], "Missing required input:name"),
      (["run", "{folder}/greet.yaml", "--input", "name=a", "--input", "times=x"], "Invalid value for input `times`"),
      (["run", "{folder}/greet.yaml", "--input", "name"], "is not of the form name=value"),
      (
        ["run", "{folder}/greet.yaml", "--input", "name=a", "--storage", "/proc/x"], "Cannot create the storage folder"
      ),
      (["run", "{folder}/greet.yaml", "--config", "{folder}/nope.yaml"], "cannot read"),
      (["run", "{folder}/greet.yaml", "--log-level", "LOUD"], "TRACE"),
      (["tasks", "nope.Nope"], "no task type 'nope.Nope'"),
      (["nope"], "nope"),
    ] as [([String], String)])
  func usage(arguments: [String], message: String) throws {
    let folder = try WorkFolder()
    try folder.write(Self.logFlow, to: "greet.yaml")
    let output = BuiltBinary.run(
      arguments.map { $0.replacing("{folder}", with: folder.path) }
        + (arguments.first == "run" && !arguments.contains("--storage")
          ? ["--storage", folder.path + "/storage"] : []),
      in: folder.path)
    #expect(output.exitCode == 2, "\(output.stderr)")
    #expect(output.stderr.contains(message), "\(output.stderr)")
    #expect(output.stdout.isEmpty)
  }

  @Test("a failed execution exits 1 and is printed as JSON when asked")
  func failure() throws {
    let folder = try WorkFolder()
    try folder.write(
      Self.logFlow.replacing("{{ inputs.times }}", with: "{{ outputs.nothing.here }}"), to: "greet.yaml")
    let output = BuiltBinary.run(
      [
        "run", folder.path + "/greet.yaml", "--storage", folder.path + "/storage", "--input", "name=Ada", "--output",
        "json",
      ], in: folder.path)
    #expect(output.exitCode == 1)
    #expect(output.stderr.contains("Unable to find `nothing`"))
    let execution = try JSON.parse(output.stdout)
    guard case .map(let entries) = execution, case .map(let state)? = entries["state"] else {
      Issue.record("no execution: \(output.stdout)")
      return
    }
    #expect(state["current"] == .string("FAILED"))
  }

  @Test("a flow's outputs have the types they declare, and a secret one is masked")
  func typedOutputs() throws {
    let folder = try WorkFolder()
    try folder.write(
      Self.logFlow + """

          - {id: text, type: STRING, value: "{{ inputs.times }}"}
          - {id: number, type: INT, value: "2{{ inputs.times }}"}
          - {id: list, value: "{{ [inputs.times] }}"}
          - {id: password, type: SECRET, value: "hunter2 {{ inputs.name }}"}
        """, to: "typed.yaml")
    let arguments = [
      "run", folder.path + "/typed.yaml", "--storage", folder.path + "/storage", "--input", "name=Ada", "--output",
      "json",
    ]
    let output = BuiltBinary.run(arguments, in: folder.path)
    #expect(output.exitCode == 0, "\(output.stderr)")
    guard case .map(let execution) = try JSON.parse(output.stdout), let outputs = execution["outputs"] else {
      Issue.record("no outputs: \(output.stdout)")
      return
    }
    #expect(
      JSON.text(of: outputs)
        == #"{"greeting":"Hello Ada","text":"2","number":22,"list":[2],"password":"******"}"#)
    try folder.write(Self.logFlow + "\n  - {id: number, type: INT, value: many}", to: "typed.yaml")
    let failed = BuiltBinary.run(arguments, in: folder.path)
    #expect(failed.exitCode == 1)
    #expect(failed.stderr.contains("Failed to render output values"))
  }

  @Test("Ctrl-C cuts the request in flight, says so and exits 130")
  func interruption() throws {
    let origin = try #require(Origin())
    let folder = try WorkFolder()
    try folder.write(
      """
      id: hang
      namespace: company.team
      tasks:
        - id: wait
          type: io.kestra.plugin.core.http.Request
          uri: http://127.0.0.1:\(origin.plainPort)/hang
      """, to: "hang.yaml")
    let running = try #require(
      BuiltBinary.start(
        ["run", folder.path + "/hang.yaml", "--storage", folder.path + "/storage"], in: folder.path))
    while origin.requests.isEmpty && !running.hasEnded { usleep(1000) }
    kill(running.process, SIGINT)
    let output = running.end()
    #expect(output.exitCode == 130)
    #expect(output.stderr.contains("Interrupted"))
    #expect(output.stderr.contains("Killed while it ran"))
    #expect(output.stderr.contains("KILLED"))
  }

  @Test("many short runs all end cleanly: no exit handler meets a thread that still works")
  func manyEnds() throws {
    let origin = try #require(Origin())
    let folder = try WorkFolder()
    try folder.write(
      """
      id: short
      namespace: company.team
      tasks:
        - id: fetch
          type: io.kestra.plugin.core.http.Request
          uri: http://127.0.0.1:\(origin.plainPort)/echo
      """, to: "short.yaml")
    for _ in 0..<40 {
      let runs = (0..<4).compactMap { _ in
        BuiltBinary.start(
          ["run", folder.path + "/short.yaml", "--storage", folder.path + "/storage"], in: folder.path)
      }
      #expect(runs.map { $0.end().exitCode } == [0, 0, 0, 0])
    }
  }

  @Test("validate collects every problem of every file, as text, JSON and SARIF")
  func validate() throws {
    let folder = try WorkFolder()
    try folder.write(Self.logFlow, to: "good.yaml")
    try folder.write(
      Self.logFlow.replacing("message:", with: "mesage:").replacing("id: hello", with: "id: -hello"), to: "bad.yml")
    let text = BuiltBinary.run(["validate", folder.path], in: folder.path)
    #expect(text.exitCode == 2)
    #expect(text.stderr.contains("did you mean 'message'?"))
    #expect(text.stderr.contains("bad.yml:10:"))
    #expect(text.stderr.contains("2 files"))
    let json = BuiltBinary.run(["validate", folder.path, "--output", "json"], in: folder.path)
    let report = try JSON.parse(json.stdout)
    #expect(JSON.text(of: report).contains("\"line\":"))
    let sarif = BuiltBinary.run(["validate", folder.path, "--output", "sarif"], in: folder.path)
    #expect(JSON.text(of: try JSON.parse(sarif.stdout)).contains("2.1.0"))
    #expect(BuiltBinary.run(["validate", folder.path + "/good.yaml"], in: folder.path).exitCode == 0)
  }

  @Test("the version, the reference of a task type and shell completions are data")
  func information() throws {
    let folder = try WorkFolder()
    #expect(BuiltBinary.run(["--version"], in: folder.path).stdout == "0.1.0\n")
    let reference = BuiltBinary.run(["tasks", "http.Request"], in: folder.path).stdout
    #expect(reference.contains("encryptBody"))
    #expect(reference.contains("maxContentLength"))
    let json = BuiltBinary.run(["tasks", "http.Request", "--output", "json"], in: folder.path).stdout
    #expect(JSON.text(of: try JSON.parse(json)).contains("\"encryptBody\":{"))
    let schema = BuiltBinary.run(["schema"], in: folder.path).stdout
    #expect(JSON.text(of: try JSON.parse(schema)).contains("io.kestra.plugin.aws.s3.Download"))
    for shell in ["bash", "zsh", "fish"] {
      let script = BuiltBinary.run(["--generate-completion-script", shell], in: folder.path)
      #expect(script.exitCode == 0)
      #expect(script.stdout.contains("validate"))
    }
  }

  @Test("an encrypted body is stored as cipher text and read as plain text by later tasks")
  func encryptedBody() throws {
    let origin = try #require(Origin())
    let folder = try WorkFolder()
    try folder.write(
      """
      id: encrypted
      namespace: company.team
      tasks:
        - id: fetch
          type: io.kestra.plugin.core.http.Request
          uri: http://127.0.0.1:\(origin.plainPort)/echo
          method: POST
          body: canary-of-the-body
          encryptBody: true
        - id: send
          type: io.kestra.plugin.core.http.Request
          uri: http://127.0.0.1:\(origin.plainPort)/echo
          method: POST
          body: "again {{ outputs.fetch.encryptedBody }}"
          encryptBody: true
      """, to: "encrypted.yaml")
    let output = BuiltBinary.run(
      ["run", folder.path + "/encrypted.yaml", "--storage", folder.path + "/storage", "--output", "json"],
      environment: ["KESTRA_ENCRYPTION_SECRET_KEY": "I6EGNzRESu3X3pKZidrqCGOHQFUFC0yKtjEkxW2cRbI="], in: folder.path)
    #expect(output.exitCode == 0, "\(output.stderr)")
    #expect(output.stdout.contains("io.kestra.datatype:aes_encrypted"))
    #expect(!output.stdout.contains("canary-of-the-body"))
    #expect(!output.stderr.contains("canary-of-the-body"))
    #expect(origin.requests.last?.body == "again canary-of-the-body")
  }

  @Test("a flow with a part that cannot run yet is refused whole")
  func unsupported() throws {
    let folder = try WorkFolder()
    try folder.write(
      Self.logFlow
        + "\ntriggers:\n  - id: t\n    type: io.kestra.plugin.core.trigger.Schedule\n    cron: '* * * * *'\n",
      to: "flow.yaml")
    let output = BuiltBinary.run(
      ["run", folder.path + "/flow.yaml", "--storage", folder.path + "/storage", "--input", "name=Ada"],
      in: folder.path)
    #expect(output.exitCode == 2)
    #expect(output.stderr.contains("'triggers' is not supported yet"))
    #expect(!output.stderr.contains("Hello"))
  }
}
