/// A flow that may run. Only ``FlowValidator`` makes one, so whoever holds a value need not check again.
public struct ValidatedFlow: Hashable, Sendable {
  public let flow: Flow

  fileprivate init(_ flow: Flow) {
    self.flow = flow
  }
}

/// Checks what the parts of a flow say of each other.
public struct FlowValidator: Sendable {
  private let parser: FlowParser

  public init(catalog: TaskCatalog) {
    self.parser = FlowParser(catalog: catalog)
  }

  public func validate(_ flow: Flow) throws(InvalidFlow) -> ValidatedFlow {
    let diagnostics = relations(of: flow)
    guard !diagnostics.hasErrors else { throw InvalidFlow(diagnostics.inSourceOrder()) }
    return ValidatedFlow(flow)
  }

  /// Parses and validates at once: the flow, unless there are errors, and all errors and warnings.
  public func read(_ source: FlowSource) -> (flow: ValidatedFlow?, diagnostics: [Diagnostic]) {
    let (draft, parsing) = parser.draft(of: source)
    guard let draft else { return (nil, parsing) }
    let diagnostics = (parsing + relations(of: draft)).inSourceOrder()
    return (diagnostics.hasErrors ? nil : ValidatedFlow(draft), diagnostics)
  }

  private func relations(of flow: Flow) -> [Diagnostic] {
    var diagnostics: [Diagnostic] = []
    func report(_ code: String, _ message: String, at span: SourceSpan, help: String? = nil) {
      diagnostics.append(Diagnostic(code: code, message: message, file: flow.source.name, span: span, help: help))
    }
    let ids = flow.inputs.map(\.id)
    for input in flow.inputs {
      for other in input.dependsOn?.inputs ?? [] where !ids.contains(other) {
        report(
          "unknown-input", "input '\(input.id)' depends on an input '\(other.excerpt)' that does not exist",
          at: input.span, help: Suggestion.help(for: other, among: ids))
      }
    }
    for input in flow.inputs where dependencies(of: input, in: flow).contains(input.id) {
      report("input-cycle", "input '\(input.id)' depends on itself", at: input.span)
    }
    return diagnostics
  }

  /// The ids of all inputs that must be there before this one.
  private func dependencies(of input: InputDefinition, in flow: Flow) -> Set<String> {
    let direct = Dictionary(
      flow.inputs.map { ($0.id, $0.dependsOn?.inputs ?? []) }, uniquingKeysWith: { first, _ in first })
    var found: Set<String> = []
    var open = input.dependsOn?.inputs ?? []
    while let id = open.popLast() {
      if found.insert(id).inserted { open += direct[id] ?? [] }
    }
    return found
  }
}
