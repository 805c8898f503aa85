import ArgumentParser
import Testing

@testable import apus

@Suite("Plain spellings of run")
struct QuickRunTests {
  private func summary(_ command: RunCommand) -> [String] {
    [
      command.file, "\(command.inputs)", "\(command.inputsFile ?? "-")", "\(command.output)", command.storage ?? "-",
      command.store ?? "-",
      command.config ?? "-", "\(command.logLevel)", "\(command.verbose)", command.har ?? "-",
      command.network.cacert ?? "-", "\(command.network.resolve)", "\(command.network.connectTo)",
    ]
  }

  @Test(
    "are read as the parser reads them",
    arguments: [
      ["flow.yaml"],
      ["flow.yaml", "--input", "a=1", "--input", "b=@x", "--output", "json", "--verbose"],
      [
        "--storage", "s", "--store", "d", "flow.yaml", "--config", "c", "--log-level", "debug", "--har", "h",
        "--inputs-file", "i",
      ],
      ["flow.yaml", "--cacert", "c", "--resolve", "a:1:b", "--connect-to", "a:1:b:2", "--connect-to", "c:1:d:2"],
      ["flow.yaml", "--output", "json", "--output", "text"],
    ])
  func plain(arguments: [String]) throws {
    let quick = try #require(RunCommand(quick: arguments))
    #expect(summary(quick) == summary(try RunCommand.parse(arguments)))
  }

  @Test(
    "do not include help, mistakes and other spellings: those are the parser's",
    arguments: [
      [], ["--help"], ["a.yaml", "b.yaml"], ["a.yaml", "--nope"], ["a.yaml", "--input"], ["a.yaml", "--output", "xml"],
      ["a.yaml", "--input=a=1"], ["a.yaml", "--log-level", "LOUD"], ["a.yaml", "--input", "--output"],
      ["--", "a.yaml"],
    ])
  func others(arguments: [String]) {
    let isQuick = RunCommand(quick: arguments) != nil
    #expect(!isQuick)
  }
}
