import ArgumentParser
import FlowModel

/// Reads the plain spellings of `apus run` without building the whole parser, which takes a tenth of a short run.
///
/// Whatever is not plain (`--name=value`, help, a mistake) is left to the parser: it knows more and explains better.
extension RunCommand {
  /// - Parameter arguments: what follows `run`. `nil` when one of them is not plain.
  init?(quick arguments: some Collection<String>) {
    var values: [String: [String]] = [:]
    var flags: Set<String> = []
    var files: [String] = []
    var rest = arguments.makeIterator()
    while let argument = rest.next() {
      if Self.quickFlags.contains(argument) {
        flags.insert(argument)
      } else if Self.quickOptions.contains(argument) {
        guard let value = rest.next(), !value.hasPrefix("-") else { return nil }
        values[argument, default: []].append(value)
      } else if argument.hasPrefix("-") {
        return nil
      } else {
        files.append(argument)
      }
    }
    guard files.count == 1, let output = OutputFormat(rawValue: values["--output"]?.last ?? "text"),
      let level = LogLevel(argument: values["--log-level"]?.last ?? "INFO")
    else { return nil }
    self.init()
    // Every property is set: one that was not would have no value to read.
    file = files[0]
    inputs = values["--input"] ?? []
    inputsFile = values["--inputs-file"]?.last
    self.output = output
    storage = values["--storage"]?.last
    store = values["--store"]?.last
    config = values["--config"]?.last
    logLevel = level
    verbose = flags.contains("--verbose")
    har = values["--har"]?.last
    var network = NetworkOptions()
    network.cacert = values["--cacert"]?.last
    network.resolve = values["--resolve"] ?? []
    network.connectTo = values["--connect-to"] ?? []
    self.network = network
  }

  private static let quickFlags: Set = ["--verbose"]
  private static let quickOptions: Set = [
    "--input", "--inputs-file", "--output", "--storage", "--store", "--config", "--log-level", "--har", "--cacert",
    "--resolve",
    "--connect-to",
  ]
}
