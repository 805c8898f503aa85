import FlowModel
import FlowStore
import Pebble

/// Cuts a file into several at the ends of lines.
public struct StorageSplitTask: RunnableTask {
  /// The most files that one task makes.
  public static let maximumFiles = 10_000
  /// The most files that are written side by side.
  public static let maximumPartitions = 256

  public static let schema = TaskSchema(
    type: "io.kestra.plugin.core.storage.Split", aliases: ["io.kestra.core.tasks.storages.Split"],
    summary: "Cuts a file of internal storage into several, at the ends of lines.",
    properties: [from.spec, bytes.spec, rows.spec, partitions.spec, separator.spec],
    outputs: [OutputSpec("uris", .list(.string), "The addresses of the new files.")])

  static let from = Property<StoredFile>("from", "The address of the file.")
  static let bytes = Property<ByteCount?>(
    "bytes", "Begin a new file at this size: 10MB. Units are KB, MB and GB of 1024.")
  static let rows = Property<Int?>("rows", "Begin a new file after this many lines.")
  static let partitions = Property<Int?>("partitions", "Deal the lines out to this many files, up to 256.")
  static let separator = Property("separator", default: "\n", "What to write after each line.")

  enum Rule: Hashable {
    case bytes(Int)
    case rows(Int)
    case partitions(Int)
  }

  let from: StorageURI
  let rule: Rule
  let separator: [UInt8]

  public init(_ properties: RenderedProperties) throws(PropertyError) {
    from = try properties[Self.from].uri
    separator = Array(try properties[Self.separator].utf8)
    if let bytes = try properties[Self.bytes] {
      rule = .bytes(bytes.count)
    } else if let count = try properties[Self.partitions] {
      guard (1...Self.maximumPartitions).contains(count) else {
        throw PropertyError(path: "partitions", "expected 1 to \(Self.maximumPartitions)")
      }
      rule = .partitions(count)
    } else if let count = try properties[Self.rows] {
      guard count > 0 else { throw PropertyError(path: "rows", "expected 1 or more") }
      rule = .rows(count)
    } else {
      throw PropertyError("one of 'bytes', 'rows' and 'partitions' is required")
    }
  }

  public func run(in context: RunContext) async throws -> Outputs {
    var lines = LineReader(try context.storage.open(from))
    var files = SplitFiles(rule: rule, fileExtension: fileExtension, context: context)
    do {
      while var line = try lines.next() {
        line += separator
        try files.write(line)
      }
      return Outputs(["uris": .list(try files.commit().map { .string($0.description) })])
    } catch {
      files.cancel()
      throw error
    }
  }

  /// From the last dot on, as the name of the file has it.
  private var fileExtension: String {
    from.name.lastIndex(of: ".").map { String(from.name[$0...]) } ?? ".tmp"
  }
}

/// The files that a split makes. Those that are complete are there; when the task fails they stay without anybody knowing them
/// until the execution's files are purged.
private struct SplitFiles {
  let rule: StorageSplitTask.Rule
  let fileExtension: String
  let context: RunContext
  private var open: [any StoredFileWriter] = []
  private var done: [StorageURI] = []
  private var rows = 0

  init(rule: StorageSplitTask.Rule, fileExtension: String, context: RunContext) {
    self.rule = rule
    self.fileExtension = fileExtension
    self.context = context
  }

  mutating func write(_ line: [UInt8]) throws {
    switch rule {
    case .partitions(let count):
      if open.count < count { open.append(try newFile()) }
      try open[rows % count].write(contentsOf: line)
    case .rows, .bytes:
      if isFull { try finishCurrent() }
      if open.isEmpty { open.append(try newFile()) }
      try open.first?.write(contentsOf: line)
    }
    rows += 1
  }

  mutating func commit() throws -> [StorageURI] {
    for writer in open { done.append(try writer.commit()) }
    open = []
    return done
  }

  mutating func cancel() {
    for writer in open { writer.cancel() }
    for uri in done { _ = try? context.storage.delete(uri) }
    open = []
  }

  private var isFull: Bool {
    guard let current = open.first else { return false }
    return switch rule {
    case .rows(let count): rows >= count
    case .bytes(let count): current.bytesWritten >= Int64(count)
    case .partitions: false
    }
  }

  private mutating func finishCurrent() throws {
    for writer in open { done.append(try writer.commit()) }
    open = []
    rows = 0
    guard done.count < StorageSplitTask.maximumFiles else { throw TooManyFiles() }
  }

  private func newFile() throws -> any StoredFileWriter {
    try context.storage.create(try context.newFile(extension: fileExtension))
  }
}

/// A split into more files than anybody can use.
private struct TooManyFiles: Error, CustomStringConvertible {
  var description: String {
    "The file would be cut into more than \(StorageSplitTask.maximumFiles) files: take more bytes or rows for each"
  }
}

/// A size such as `10MB`; the units are multiples of 1024.
struct ByteCount: PropertyConvertible, Hashable {
  static var kind: PropertyKind { .string }
  let count: Int

  init(property value: Value) throws(PropertyError) {
    let text = try String(property: value).trimmed.uppercased()
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    let unit = String(text.dropFirst(digits.count)).trimmed
    let factors = ["": 1, "B": 1, "KB": 1 << 10, "MB": 1 << 20, "GB": 1 << 30]
    guard let number = Int(digits), let factor = factors[unit], number > 0 else {
      throw PropertyError("'\(text)' is not a size: write it as in 10MB")
    }
    let (product, overflow) = number.multipliedReportingOverflow(by: factor)
    count = overflow ? .max : product
  }

  var propertyValue: Value { .string(String(count)) }
}
