import ArgumentParser
import FlowEngine
import FlowModel
import FlowStore
import FlowTasks
import Pebble

extension Workspace {
  /// Reads a flow that can be run; everything wrong with it is printed first.
  func load(_ path: String) throws -> ValidatedFlow {
    let validator = FlowValidator(catalog: services.registry.catalog)
    let source: FlowSource
    do {
      source = try FlowSource(name: path, bytes: try FileContents.read(path, limit: FlowSource.maximumBytes + 1))
    } catch let error as InvalidFlow {
      Workspace.show(error.diagnostics, of: nil)
      throw ExitCode(2)
    }
    let (flow, diagnostics) = validator.read(source)
    Workspace.show(diagnostics, of: source)
    guard let flow else { throw ExitCode(2) }
    if let first = flow.flow.unsupported.first {
      let place = first.taskID.map { " of task '\($0)'" } ?? ""
      Console.talk(
        "\(Console.errorMark) '\(first.name)'\(place) is not supported yet (\(path):\(first.span.start)); nothing was run"
      )
      throw ExitCode(2)
    }
    guard !flow.flow.isDisabled else { throw UsageError("the flow is disabled") }
    if let pause = flow.flow.manualPause {
      Console.talk(
        "\(Console.errorMark) task '\(pause.id)' waits until somebody resumes it, which is not supported yet without a "
          + "'delay' (\(path):\(pause.span.start)); nothing was run")
      throw ExitCode(2)
    }
    return flow
  }

  /// Makes the typed inputs; what a FILE input names is copied into internal storage.
  func bind(
    _ given: GivenInputs, to flow: ValidatedFlow, executionID: ExecutionID, masker: Masker
  ) throws -> ValueMap {
    let declared = flow.flow.inputs
    for name in given.values.keys.sorted() where !declared.contains(where: { $0.id == name }) {
      Console.talk("warning: input '\(name)' is given but the flow does not declare it")
    }
    var values: [String: InputBinder.Given] = [:]
    for input in declared {
      switch given.values[input.id] {
      // As with Kestra's command line, the text of a FILE input is a path.
      case .text(let path)? where input.type == .file && !path.hasPrefix("kestra://"):
        values[input.id] = .text(try store(path, as: input, of: flow.flow, executionID: executionID))
      case .text(let text)?: values[input.id] = .text(text)
      case .value(let value)?: values[input.id] = .value(value)
      case .file(let path)? where input.type == .file:
        values[input.id] = .text(try store(path, as: input, of: flow.flow, executionID: executionID))
      case .file(let path)?:
        values[input.id] = .text(String(decoding: try FileContents.read(path), as: UTF8.self))
      case nil: break
      }
    }
    do {
      return try InputBinder(flow: flow, services: services, masker: masker).bind(values)
    } catch {
      let known = declared.map {
        "\($0.id) (\($0.type.rawValue)\($0.isRequired && $0.defaults == nil ? ", required" : ""))"
      }
      throw UsageError(
        "\(error)\n  give inputs as --input name=value; the flow takes: \(known.joined(separator: ", "))")
    }
  }

  private func store(
    _ path: String, as input: InputDefinition, of flow: Flow, executionID: ExecutionID
  ) throws -> String {
    let name = path.split(separator: "/").last.map(String.init) ?? "file"
    let uri = try StorageLayout.inputFile(
      namespace: flow.namespace, flowID: flow.id, executionID: executionID, inputID: input.id, name: name)
    let file = try services.storage.create(uri)
    // Harmless after the commit.
    defer { file.cancel() }
    try FileContents.pieces(of: path) { try file.write($0) }
    return try file.commit().description
  }

  static func show(_ diagnostics: [Diagnostic], of source: FlowSource?) {
    let renderer = DiagnosticRenderer(usesColour: Console.usesColour)
    for diagnostic in diagnostics { Console.talk(renderer.text(of: diagnostic, in: source)) }
  }
}
