import ArgumentParser
import FlowModel
import FlowTasks
import Pebble

/// `apus explain`: what a flow would send, without sending it.
struct ExplainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Show the requests of a flow without sending them, and where each value comes from.",
    discussion: """
      Each request is printed as a curl command. Secrets, and what is known only when the flow runs, are shell variables
      in it. Exit codes: 0 explained, 2 the flow or an input is invalid.

      Example: apus explain flow.yaml --input name=Ada
      """)

  @Argument(help: "The flow's file.", completion: .file(extensions: ["yaml", "yml"]))
  var file: String

  @Option(name: .customLong("input"), help: "An input as name=value, or name=@path for the contents of a file.")
  var inputs: [String] = []

  @Option(help: "A YAML file with inputs by name.", completion: .file(extensions: ["yaml", "yml"]))
  var inputsFile: String?

  @Option(help: "How to print: text or json.")
  var output: OutputFormat = .text

  @Option(help: "The folder of internal storage, where the files of inputs go.", completion: .directory)
  var storage: String?

  @Option(help: "A configuration file with Kestra's keys.", completion: .file(extensions: ["yaml", "yml"]))
  var config: String?

  @OptionGroup var network: NetworkOptions

  func run() async throws {
    let masker = Masker()
    let workspace = try Workspace(configurationFile: config, storage: storage, network: network)
    let flow = try workspace.load(file)
    let given = try GivenInputs(arguments: inputs, file: inputsFile)
    let bound = try workspace.bind(
      given, to: flow, executionID: workspace.services.ids.executionID(), masker: masker)
    let explanation = FlowExplanation(flow, inputs: bound, services: workspace.services, masker: masker)
    switch output {
    case .text: Console.data(ExplanationText(explanation).text)
    case .json: Console.data(JSON.text(of: ExplanationText(explanation).value, pretty: true))
    }
  }
}
