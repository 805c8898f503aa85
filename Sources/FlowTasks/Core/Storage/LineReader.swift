import FlowStore

/// The lines of a file, without their ends (`\n` or `\r\n`). What follows the last end is a line when it is not empty.
struct LineReader: ~Copyable {
  /// A longer line is an error: it would have to fit into memory.
  static let maximumLineBytes = 16 << 20

  private let reader: any StoredFileReader
  private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 * 1024, alignment: 1)
  private var start = 0
  private var end = 0

  init(_ reader: any StoredFileReader) {
    self.reader = reader
  }

  deinit {
    buffer.deallocate()
    reader.close()
  }

  /// The next line; `nil` at the end.
  mutating func next() throws -> [UInt8]? {
    var line: [UInt8] = []
    while true {
      if start == end {
        try Task.checkCancellation()
        start = 0
        end = try reader.read(into: buffer)
        if end == 0 { return line.isEmpty ? nil : line }
      }
      let rest = UnsafeRawBufferPointer(rebasing: buffer[start..<end])
      if let place = rest.firstIndex(of: UInt8(ascii: "\n")) {
        line.append(contentsOf: rest[..<place])
        start += place + 1
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        return line
      }
      line.append(contentsOf: rest)
      start = end
      guard line.count <= LineReader.maximumLineBytes else { throw LineTooLong() }
    }
  }
}

/// A line that does not fit into memory.
struct LineTooLong: Error, CustomStringConvertible {
  var description: String { "A line of the file has more than \(LineReader.maximumLineBytes) bytes" }
}
