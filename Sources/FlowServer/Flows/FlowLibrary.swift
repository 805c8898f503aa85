import FlowModel
import FlowStore
import FlowTasks
import Pebble

/// The flows of the server: their texts in the store, read and checked where they are used.
struct FlowLibrary: Sendable {
  let repository: any FlowRepository
  let catalog: TaskCatalog

  /// Reads a text and keeps it. Throws 422 with everything that is wrong with it.
  func save(_ text: String, policy: FlowSavePolicy, expecting name: (namespace: String, id: String)? = nil) async throws
    -> StoredFlow
  {
    let flow = try read(text).flow
    if let name, name.namespace != flow.namespace || name.id != flow.id {
      let isID = name.id != flow.id
      let message = isID ? "Illegal flow id update" : "Illegal namespace update"
      let path = isID ? "flow.id" : "flow.namespace"
      throw APIError(
        .invalidEntity, "\(path): \(message)", violations: [.init(message: message, path: path)])
    }
    do {
      return try await repository.save(text, namespace: flow.namespace, id: flow.id, policy: policy)
    } catch {
      guard case .alreadyExists = error.kind else { throw error }
      throw APIError(
        .invalidEntity, "flow.id: Flow id already exists",
        violations: [.init(message: "Flow id already exists", path: "flow.id")])
    }
  }

  /// The flow as it can be run; `nil` where there is none.
  func runnable(namespace: String, id: String, revision: Int?) async throws -> ValidatedFlow? {
    guard let stored = try await repository.flow(namespace: namespace, id: id, revision: revision) else { return nil }
    return try validated(stored)
  }

  func validated(_ stored: StoredFlow) throws(APIError) -> ValidatedFlow {
    var flow = try read(stored.source).flow
    flow.revision = stored.revision
    do {
      return try FlowValidator(catalog: catalog).validate(flow)
    } catch {
      throw APIError(flow: error.diagnostics)
    }
  }

  private func read(_ text: String) throws(APIError) -> ValidatedFlow {
    let (flow, diagnostics) = FlowValidator(catalog: catalog).read(FlowSource(name: "flow", text: text))
    guard let flow else { throw APIError(flow: diagnostics) }
    return flow
  }

  /// What is wrong with a text, and the names that it gives.
  func check(_ text: String) -> (flow: Flow?, diagnostics: [Diagnostic]) {
    let (flow, diagnostics) = FlowValidator(catalog: catalog).read(FlowSource(name: "flow", text: text))
    return (flow?.flow, diagnostics)
  }

  /// The JSON of a flow: what its author wrote, with what the server knows of it.
  static func view(_ stored: StoredFlow, withSource: Bool) -> Value {
    var fields: ValueMap = [:]
    if case .map(let written)? = try? YAMLDocument.value(of: FlowSource(name: stored.id, text: stored.source)) {
      fields = written
    }
    fields["id"] = .string(stored.id)
    fields["namespace"] = .string(stored.namespace)
    fields["revision"] = .int(stored.revision)
    if fields["disabled"] != .bool(true) { fields["disabled"] = .bool(false) }
    fields["deleted"] = .bool(stored.isDeleted)
    fields["updated"] = .instant(stored.date)
    if case .map(let labels)? = fields["labels"] {
      fields["labels"] = .list(labels.map { .map(["key": .string($0.key), "value": $0.value]) })
    }
    if fields["tasks"] == nil { fields["tasks"] = .list([]) }
    if withSource { fields["source"] = .string(stored.source) }
    return .map(fields)
  }

  /// The documents of a text with several flows, split by lines of `---`.
  static func documents(of text: String) -> [String] {
    var documents: [[Substring]] = [[]]
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.trimmingPrefix("---").allSatisfy({ $0 == " " || $0 == "\r" }) && line.hasPrefix("---") {
        documents.append([])
      } else {
        documents[documents.count - 1].append(line)
      }
    }
    return documents.map { $0.joined(separator: "\n") }.filter { !$0.allSatisfy(\.isWhitespace) }
  }
}
