import ArgumentParser
import FlowModel
import FlowTasks
import Glibc

/// `apus validate`: everything that is wrong with flows, before they run.
struct ValidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate", abstract: "Check flows and print every problem with its place.",
    discussion: "Exit codes: 0 all valid, 2 there are errors.\n\nExample: apus validate flows/ --output json")

  @Argument(help: "Flow files, or folders to walk for .yaml and .yml files.", completion: .file())
  var paths: [String]

  @Option(help: "text, json or sarif.")
  var output: DiagnosticFormat = .text

  func run() throws {
    let registry = Workspace.offlineRegistry
    let validator = FlowValidator(catalog: registry.catalog)
    var all: [Diagnostic] = []
    let files = try paths.flatMap { try FlowFiles.under($0) }
    for file in files {
      do {
        let source = try FlowSource(name: file, bytes: try FileContents.read(file, limit: FlowSource.maximumBytes + 1))
        let (_, diagnostics) = validator.read(source)
        if output == .text { Workspace.show(diagnostics, of: source) }
        all += diagnostics
      } catch let error as InvalidFlow {
        if output == .text { Workspace.show(error.diagnostics, of: nil) }
        all += error.diagnostics
      }
    }
    switch output {
    case .text:
      let errors = all.count { $0.severity == .error }
      Console.talk(
        "\(files.count) \(files.count == 1 ? "file" : "files"), \(errors) \(errors == 1 ? "error" : "errors")")
    case .json: Console.data(DiagnosticReport.json(of: all))
    case .sarif: Console.data(DiagnosticReport.sarif(of: all, toolVersion: Apus.version))
    }
    if all.hasErrors { throw ExitCode(2) }
  }
}

/// How diagnostics are printed.
enum DiagnosticFormat: String, ExpressibleByArgument, CaseIterable {
  case text, json, sarif
}

/// The flow files that a path stands for.
enum FlowFiles {
  /// The file itself, or the `.yaml` and `.yml` files in a folder and below, by name.
  static func under(_ path: String, depth: Int = 0) throws -> [String] {
    guard let folder = opendir(path) else { return [path] }
    defer { closedir(folder) }
    guard depth < 32 else { throw UsageError("'\(path)' lies too deep") }
    var files: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      guard !name.hasPrefix(".") else { continue }
      let full = path.hasSuffix("/") ? path + name : path + "/" + name
      if Int32(entry.pointee.d_type) == Int32(DT_DIR) {
        files += try under(full, depth: depth + 1)
      } else if name.hasSuffix(".yaml") || name.hasSuffix(".yml") {
        files.append(full)
      }
    }
    return files.sorted()
  }
}
