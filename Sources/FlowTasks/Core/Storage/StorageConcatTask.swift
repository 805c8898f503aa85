import FlowModel
import FlowStore
import Pebble

/// Joins files.
public struct StorageConcatTask: RunnableTask {
  public static let schema = TaskSchema(
    type: "io.kestra.plugin.core.storage.Concat", aliases: ["io.kestra.core.tasks.storages.Concat"],
    summary: "Joins files of internal storage to a new one.",
    properties: [files.spec, separator.spec, fileExtension.spec],
    outputs: [OutputSpec("uri", .string, "The address of the new file.")])

  static let files = Property<[StoredFile]>(
    "files", "The addresses of the files, in order, or the JSON text of a list.")
  static let separator = Property<String?>("separator", "What to write after each file.")
  static let fileExtension = Property("extension", default: ".tmp", "What the name of the new file ends with.")

  let files: [StorageURI]
  let separator: [UInt8]
  let fileExtension: String

  public init(_ properties: RenderedProperties) throws(PropertyError) {
    files = try properties[Self.files].map(\.uri)
    separator = Array((try properties[Self.separator] ?? "").utf8)
    fileExtension = try properties[Self.fileExtension]
  }

  public func run(in context: RunContext) async throws -> Outputs {
    let writer = try context.storage.create(try context.newFile(extension: fileExtension))
    do {
      for file in files {
        let reader = try context.storage.open(file)
        defer { reader.close() }
        try copy(reader, to: writer)
        try writer.write(contentsOf: separator)
      }
      return Outputs(["uri": .string(try writer.commit().description)])
    } catch {
      writer.cancel()
      throw error
    }
  }

  private func copy(_ reader: any StoredFileReader, to writer: any StoredFileWriter) throws {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 * 1024, alignment: 1)
    defer { buffer.deallocate() }
    while true {
      try Task.checkCancellation()
      let count = try reader.read(into: buffer)
      if count == 0 { return }
      try writer.write(UnsafeRawBufferPointer(rebasing: buffer.prefix(count)))
    }
  }
}
