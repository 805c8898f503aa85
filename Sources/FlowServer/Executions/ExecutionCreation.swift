import FlowEngine
import FlowModel
import FlowStore
import FlowTasks
import Pebble

/// Makes an execution of a request: finds the flow, takes the inputs and files, and starts it.
struct ExecutionCreation: Sendable {
  /// The largest body with inputs, in bytes.
  static let maximumBytes = 64 << 20

  let library: FlowLibrary
  let services: EngineServices
  let runner: any ExecutionRunner

  /// - Returns: the id of the execution, which has begun.
  func start(_ request: APIRequest) async throws -> ExecutionID {
    let revision =
      request.query["revision"] == nil ? nil : try request.query.integer("revision", default: 1, in: 1...Int.max)
    let flow = try await library.runnable(
      namespace: try request.parameter("namespace"), id: try request.parameter("id"), revision: revision)
    guard let flow else { throw APIError.notFound("Requested Flow is not found.") }
    guard !flow.flow.isDisabled else { throw APIError.conflict("Requested Flow is disabled.") }
    if let first = flow.flow.unsupported.first {
      throw APIError.conflict("Requested Flow is not valid. Error: '\(first.name)' is not supported yet")
    }
    let form = try await form(of: request)
    let id = services.ids.executionID()
    let masker = Masker()
    let inputs = try await BlockingWork.run { [services] in
      try InputBinder(flow: flow, services: services, masker: masker).bind(
        try Self.given(form, flow: flow.flow, id: id, storage: services.storage))
    }
    try await runner.start(id, of: flow, inputs: inputs, masker: masker)
    return id
  }

  private func form(of request: APIRequest) async throws -> MultipartForm? {
    let bytes = try await request.content.bytes(limit: Self.maximumBytes)
    guard !bytes.isEmpty else { return nil }
    guard request.mediaType == "multipart/form-data" else {
      throw APIError(.unsupportedMediaType, "inputs are sent as multipart/form-data")
    }
    return try MultipartForm(bytes, mediaField: request.content.mediaField)
  }

  /// A field gives the input of its name. A file does too; in the older convention its field is called `files` and its file name
  /// is the input.
  private static func given(
    _ form: MultipartForm?, flow: Flow, id: ExecutionID, storage: any FileStorage
  ) throws -> [String: InputBinder.Given] {
    var given: [String: InputBinder.Given] = [:]
    for part in form?.parts ?? [] {
      guard let fileName = part.fileName else {
        guard let text = String(validating: part.content, as: UTF8.self) else {
          throw APIError(.badRequest, "the field '\(part.name)' is not UTF-8")
        }
        try refuseForeignFile(text, input: part.name, flow: flow)
        given[part.name] = .text(text)
        continue
      }
      let isOld = part.name == "files" && flow.inputs.contains { $0.id == fileName }
      let inputID = isOld ? fileName : part.name
      guard let input = flow.inputs.first(where: { $0.id == inputID }) else { continue }
      guard input.type == .file else {
        given[inputID] = .text(String(decoding: part.content, as: UTF8.self))
        continue
      }
      let name = isOld ? inputID + (input.fileExtension ?? ".upl") : FileName.safe(fileName)
      let uri = try StorageLayout.inputFile(
        namespace: flow.namespace, flowID: flow.id, executionID: id, inputID: inputID, name: name)
      given[inputID] = .text(try storage.store(Array(part.content), at: uri).description)
    }
    return given
  }

  /// The text of a FILE input is an address in internal storage, never a path of this machine.
  private static func refuseForeignFile(_ text: String, input: String, flow: Flow) throws(APIError) {
    guard flow.inputs.contains(where: { $0.id == input && $0.type == .file }) else { return }
    guard text.hasPrefix("kestra:///") else {
      throw APIError(
        .invalidEntity, "Invalid value for input `\(input)`. Cause: a file is uploaded, or given as kestra:///…")
    }
  }
}
