import ArgumentParser
import FlowEngine
import FlowHTTP
import FlowModel
import FlowSQL
import FlowStore
import FlowTasks
import Pebble

/// `apus run`: one flow, once, to its end.
struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", _superCommandName: "apus", abstract: "Run a flow and print its outputs.",
    discussion: """
      stdout is data, stderr is talk. Exit codes: 0 SUCCESS or WARNING, 1 the execution failed, 2 the flow, an input or
      the usage is invalid, 130 interrupted.

      Examples:
        apus run flow.yaml --input name=Ada --input file=@report.csv
        SECRET_API_KEY=$(printf %s "$KEY" | base64 -w0) apus run flow.yaml --output json
      """, version: Apus.version)

  @Argument(help: "The flow's file.", completion: .file(extensions: ["yaml", "yml"]))
  var file: String

  @Option(name: .customLong("input"), help: "An input as name=value, or name=@path for the contents of a file.")
  var inputs: [String] = []

  @Option(help: "A YAML file with inputs by name.", completion: .file(extensions: ["yaml", "yml"]))
  var inputsFile: String?

  @Option(help: "How to print the result: text or json.")
  var output: OutputFormat = .text

  @Option(help: "The folder of internal storage.", completion: .directory)
  var storage: String?

  @Option(
    help: "Record the execution durably in this SQLite database, which is made where it is missing.",
    completion: .file())
  var store: String?

  @Option(help: "A configuration file with Kestra's keys.", completion: .file(extensions: ["yaml", "yml"]))
  var config: String?

  @Option(help: "The least severe log entries to show: TRACE, DEBUG, INFO, WARN or ERROR.")
  var logLevel: LogLevel = .info

  @Flag(help: "Show each request that goes out, and where its time went.")
  var verbose = false

  @Option(help: "Write all requests and answers of the run to this file, in the HAR format; secrets are masked.")
  var har: String?

  @OptionGroup var network: NetworkOptions

  func run() async throws {
    let masker = Masker()
    let view = RunView(minimumLevel: logLevel)
    let archive = try har.map { try ArchiveFile($0) }
    let workspace = try Workspace(
      configurationFile: config, storage: storage, network: network,
      watch: watcher(view: view, archive: archive, masker: masker))
    let flow = try workspace.load(file)
    let executionID = workspace.services.ids.executionID()
    let given = try GivenInputs(arguments: inputs, file: inputsFile)
    let bound = try workspace.bind(given, to: flow, executionID: executionID, masker: masker)
    let database = try await openStore(workspace)
    let engine = Engine(workspace.services, repository: database?.executions)
    let running = Task { [bound] in
      try await engine.run(flow, inputs: bound, id: executionID, masker: masker) { event in
        view.show(event)
        guard case .log(let entry) = event else { return }
        workspace.logs.record(
          LogRecord(
            namespace: flow.flow.namespace, flowID: flow.flow.id, executionID: executionID, taskID: entry.taskID,
            date: entry.date, level: entry.level, message: entry.message))
      }
    }
    Interruption.watch { running.cancel() }
    let execution = try await running.value
    await database?.close()
    print(execution, masker: masker)
    try archive?.save(masker: masker)
    switch execution.state.current {
    case .success, .warning: return
    case .killed where running.isCancelled: throw ExitCode(Interruption.exitCode)
    default: throw ExitCode(1)
    }
  }

  /// Who is shown the exchanges; `nil` where nobody asked.
  private func openStore(_ workspace: Workspace) async throws -> SQLStore? {
    guard let store else { return nil }
    return try await SQLStore.open(.sqlite(store), key: workspace.services.encryption?.bytes)
  }

  private func watcher(
    view: RunView, archive: ArchiveFile?, masker: Masker
  ) -> (@Sendable (WatchedExchange) -> Void)? {
    guard verbose || archive != nil else { return nil }
    return { [verbose] exchange in
      if verbose { view.show(exchange, masker: masker) }
      archive?.add(exchange)
    }
  }

  private func print(_ execution: Execution, masker: Masker) {
    switch output {
    case .json:
      Console.data(JSON.text(of: ExecutionView(execution) { masker.mask($0) }.value, pretty: true))
    case .text:
      let outputs =
        execution.outputs.isEmpty
        ? ValueMap(execution.taskRuns.filter { !$0.outputs.isEmpty }.map { ($0.taskID, .map($0.outputs)) }) { $1 }
        : execution.outputs
      guard !outputs.isEmpty else { return }
      Console.data(JSON.text(of: masker.mask(.map(outputs)), pretty: true))
    }
  }
}

/// How results are printed.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
  case text, json
}

extension LogLevel: ExpressibleByArgument {
  public init?(argument: String) {
    self.init(rawValue: argument.uppercased())
  }
}

/// Options that steer every connection, with the meaning they have in curl.
struct NetworkOptions: ParsableArguments {
  @Option(help: "Trust the certificate authorities in this PEM file.", completion: .file())
  var cacert: String?

  @Option(help: "Use this address for a host and port: HOST:PORT:ADDR.")
  var resolve: [String] = []

  @Option(help: "Connect elsewhere for a host and port: HOST:PORT:HOST:PORT.")
  var connectTo: [String] = []
}
