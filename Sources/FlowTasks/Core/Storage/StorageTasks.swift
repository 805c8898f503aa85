import FlowModel
import FlowStore
import Pebble

/// The task types that work on files of internal storage.
public enum StorageTasks {
  public static let registrations: [RegisteredTask] = [
    RegisteredTask(StorageWriteTask.self) { try StorageWriteTask($0) },
    RegisteredTask(StorageSizeTask.self) { try StorageSizeTask($0) },
    RegisteredTask(StorageDeleteTask.self) { try StorageDeleteTask($0) },
    RegisteredTask(StorageConcatTask.self) { try StorageConcatTask($0) },
    RegisteredTask(StorageSplitTask.self) { try StorageSplitTask($0) },
    RegisteredTask(StorageReverseTask.self) { try StorageReverseTask($0) },
  ]
}

/// The address of a file in internal storage, as a property.
struct StoredFile: PropertyConvertible, Hashable {
  static var kind: PropertyKind { .string }
  let uri: StorageURI

  init(property value: Value) throws(PropertyError) {
    do {
      uri = try StorageURI(try String(property: value))
    } catch let error as PropertyError {
      throw error
    } catch {
      throw PropertyError("\(error)")
    }
  }

  var propertyValue: Value { .string(uri.description) }
}

extension RunContext {
  /// A fresh address for a file of this task run.
  func newFile(extension: String) throws(StorageError) -> StorageURI {
    try StorageLayout.taskFile(
      namespace: identity.namespace, flowID: identity.flowID, executionID: identity.executionID,
      taskID: identity.taskID, taskRunID: identity.taskRunID, name: FileName.unique(extension: `extension`))
  }
}

/// Writes text to a file.
public struct StorageWriteTask: RunnableTask {
  public static let schema = TaskSchema(
    type: "io.kestra.plugin.core.storage.Write", summary: "Writes text to a new file of internal storage.",
    properties: [content.spec, fileExtension.spec], outputs: [OutputSpec("uri", .string, "The address of the file.")])

  static let content = Property<LabelledText>("content", "The text. A secret is refused: files lie in the open.")
  static let fileExtension = Property<String?>("extension", "What the name of the file ends with: .txt.")

  let content: String
  let fileExtension: String

  public init(_ properties: RenderedProperties) throws(PropertyError) {
    let text = try properties[Self.content]
    guard !text.isSecret else {
      throw PropertyError(path: "content", "it holds a secret, and files of internal storage lie in the open")
    }
    content = text.revealed
    fileExtension = try properties[Self.fileExtension] ?? ""
  }

  public func run(in context: RunContext) async throws -> Outputs {
    let uri = try context.newFile(extension: fileExtension)
    return Outputs(["uri": .string(try context.storage.store(Array(content.utf8), at: uri).description)])
  }
}

/// Tells the size of a file.
public struct StorageSizeTask: RunnableTask {
  public static let schema = TaskSchema(
    type: "io.kestra.plugin.core.storage.Size", aliases: ["io.kestra.core.tasks.storages.Size"],
    summary: "Tells the size of a file of internal storage.", properties: [uri.spec],
    outputs: [OutputSpec("size", .integer, "The size in bytes.")])

  static let uri = Property<StoredFile>("uri", "The address of the file.")

  let uri: StorageURI

  public init(_ properties: RenderedProperties) throws(PropertyError) {
    uri = try properties[Self.uri].uri
  }

  public func run(in context: RunContext) async throws -> Outputs {
    Outputs(["size": .int(Int(clamping: try context.storage.size(of: uri)))])
  }
}

/// Removes a file.
public struct StorageDeleteTask: RunnableTask {
  public static let schema = TaskSchema(
    type: "io.kestra.plugin.core.storage.Delete", aliases: ["io.kestra.core.tasks.storages.Delete"],
    summary: "Removes a file of internal storage.", properties: [uri.spec, errorOnMissing.spec],
    outputs: [
      OutputSpec("uri", .string, "The address of the file."), OutputSpec("deleted", .boolean, "Whether there was one."),
    ])

  static let uri = Property<StoredFile>("uri", "The address of the file.")
  static let errorOnMissing = Property("errorOnMissing", default: false, "Whether the task fails when there is none.")

  let uri: StorageURI
  let failsOnMissing: Bool

  public init(_ properties: RenderedProperties) throws(PropertyError) {
    uri = try properties[Self.uri].uri
    failsOnMissing = try properties[Self.errorOnMissing]
  }

  public func run(in context: RunContext) async throws -> Outputs {
    let isDeleted = try context.storage.delete(uri)
    if failsOnMissing && !isDeleted { throw StorageError(.notFound(uri.description)) }
    return Outputs(["uri": .string(uri.description), "deleted": .bool(isDeleted)])
  }
}
