import FlowStore
import Glibc
import Pebble

/// A request body ready to be sent: its exact length, and its bytes in order. Files are opened when their turn comes.
final class BodyReader {
  enum Segment {
    case bytes([UInt8])
    case file(StorageURI, size: Int64)

    var length: Int64 {
      switch self {
      case .bytes(let bytes): Int64(bytes.count)
      case .file(_, let size): size
      }
    }
  }

  let length: Int64
  private let segments: [Segment]
  private let storage: (any FileStorage)?
  private var index = 0
  /// Where in the segment the next read starts.
  private var offset: Int64 = 0
  private var file: (any StoredFileReader)?

  init(_ segments: [Segment], storage: (any FileStorage)?) {
    self.segments = segments
    self.storage = storage
    self.length = segments.reduce(0) { $0 + $1.length }
  }

  /// Lays out the parts of a multipart body.
  convenience init(
    _ parts: [FormPart], boundary: String, storage: (any FileStorage)?
  ) throws(HTTPTaskError) {
    var segments: [Segment] = []
    for part in parts {
      segments.append(.bytes(part.head(boundary: boundary)))
      switch part.content {
      case .text(let text, _): segments.append(.bytes(Array(text.revealed.utf8)))
      case .file(let uri, _):
        guard let storage else { throw HTTPTaskError(.storage(StorageError(.notFound(uri.description)))) }
        do {
          segments.append(.file(uri, size: try storage.size(of: uri)))
        } catch {
          throw HTTPTaskError(.storage(error))
        }
      }
      segments.append(.bytes(Array("\r\n".utf8)))
    }
    segments.append(.bytes(Array("--\(boundary)--\r\n".utf8)))
    self.init(segments, storage: storage)
  }

  deinit {
    file?.close()
  }

  /// Fills the buffer from the current place; 0 is the end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(HTTPTaskError) -> Int {
    while index < segments.count {
      let count =
        switch segments[index] {
        case .bytes(let bytes): copy(bytes, into: buffer)
        case .file(let uri, let size): try read(uri, size: size, into: buffer)
        }
      if count > 0 {
        offset += Int64(count)
        return count
      }
      next()
    }
    return 0
  }

  /// Starts anew: a request on a connection that was already closed is sent again.
  func rewind() {
    next()
    index = 0
  }

  private func next() {
    file?.close()
    file = nil
    index += 1
    offset = 0
  }

  private func copy(_ bytes: [UInt8], into buffer: UnsafeMutableRawBufferPointer) -> Int {
    let part = bytes.dropFirst(Int(offset)).prefix(buffer.count)
    buffer.copyBytes(from: part)
    return part.count
  }

  /// Never gives more than the announced size, and fails when the file gave less.
  private func read(
    _ uri: StorageURI, size: Int64, into buffer: UnsafeMutableRawBufferPointer
  ) throws(HTTPTaskError) -> Int {
    guard offset < size, let storage else { return 0 }
    do {
      let reader = try file ?? storage.open(uri)
      file = reader
      let room = Int(min(Int64(buffer.count), size - offset))
      let count = try reader.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(room)))
      guard count > 0 else {
        throw StorageError(.system(operation: "read", path: uri.description, reason: "the file became shorter"))
      }
      return count
    } catch let error as StorageError {
      throw HTTPTaskError(.storage(error))
    } catch {
      throw HTTPTaskError(.transport(reason: "the body cannot be read"))
    }
  }
}
