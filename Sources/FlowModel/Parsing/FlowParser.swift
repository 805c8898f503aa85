/// Reads YAML text as a flow and says everything that is wrong with it.
public struct FlowParser: Sendable {
  public let catalog: TaskCatalog

  public init(catalog: TaskCatalog) {
    self.catalog = catalog
  }

  /// The flow, unless there are errors; and the errors and warnings in the order of the text.
  public func parse(_ source: FlowSource) -> (flow: Flow?, diagnostics: [Diagnostic]) {
    let (draft, diagnostics) = draft(of: source)
    return (diagnostics.hasErrors ? nil : draft, diagnostics)
  }

  /// As much of the flow as could be read, for checks that go on after an error.
  func draft(of source: FlowSource) -> (flow: Flow?, diagnostics: [Diagnostic]) {
    let root: YAMLNode
    do {
      root = try YAMLReader.read(source)
    } catch {
      return (nil, error.diagnostics)
    }
    var reading = FlowReading(catalog: catalog, source: source)
    let flow = reading.flow(from: root)
    return (flow, reading.diagnostics.inSourceOrder())
  }
}
