import FlowModel
import FlowStore
import Pebble

/// Writes the lines of a file in reverse order.
public struct StorageReverseTask: RunnableTask {
  public static let schema = TaskSchema(
    type: "io.kestra.plugin.core.storage.Reverse", aliases: ["io.kestra.core.tasks.storages.Reverse"],
    summary: "Writes the lines of a file of internal storage to a new one, last line first.",
    properties: [from.spec, separator.spec, charset.spec],
    outputs: [OutputSpec("uri", .string, "The address of the new file.")])

  static let from = Property<StoredFile>("from", "The address of the file.")
  static let separator = Property("separator", default: "\n", "What to write after each line.")
  static let charset = Property(
    "charset", default: Charset.utf8, "The characters of the file, of those in which a line ends with one byte.")

  private static let blockBytes = 1 << 20

  let from: StorageURI
  let separator: [UInt8]

  public init(_ properties: RenderedProperties) throws(PropertyError) {
    from = try properties[Self.from].uri
    separator = Array(try properties[Self.separator].utf8)
    _ = try properties[Self.charset]
  }

  public func run(in context: RunContext) async throws -> Outputs {
    let reader = try context.storage.open(from)
    defer { reader.close() }
    let writer = try context.storage.create(try context.newFile(extension: FileName.extensionPart(of: from.name)))
    do {
      try reverse(reader, to: writer)
      return Outputs(["uri": .string(try writer.commit().description)])
    } catch {
      writer.cancel()
      throw error
    }
  }

  /// Reads blocks from the end. The head of a block is kept until the block before it tells where its line begins.
  private func reverse(_ reader: any StoredFileReader, to writer: any StoredFileWriter) throws {
    var place = reader.size
    var kept: [UInt8] = []
    var isEnd = true
    while place > 0 {
      try Task.checkCancellation()
      let start = max(0, place - Int64(Self.blockBytes))
      var block = try read(reader, from: start, count: Int(place - start))
      block += kept
      if isEnd, block.last == UInt8(ascii: "\n") { block.removeLast() }
      isEnd = false
      place = start
      var lines = block.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      kept = place > 0 ? Array(lines.removeFirst()) : []
      guard kept.count <= LineReader.maximumLineBytes else { throw LineTooLong() }
      for line in lines.reversed() {
        try writer.write(contentsOf: Array(line.last == UInt8(ascii: "\r") ? line.dropLast() : line) + separator)
      }
    }
  }

  private func read(_ reader: any StoredFileReader, from start: Int64, count: Int) throws -> [UInt8] {
    try reader.seek(to: start)
    var bytes = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled < count {
      let piece = try bytes.withUnsafeMutableBytes {
        try reader.read(into: UnsafeMutableRawBufferPointer(rebasing: $0[filled...]))
      }
      guard piece > 0 else { throw StorageError(.notFound(from.description)) }
      filled += piece
    }
    return bytes
  }

  enum Charset: String, PropertyWord {
    case utf8 = "UTF-8"
    case ascii = "US-ASCII"
    case latin1 = "ISO-8859-1"
  }
}
