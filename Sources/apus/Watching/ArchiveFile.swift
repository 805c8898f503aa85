import FlowHTTP
import FlowTasks
import Glibc
import Pebble
import Synchronization

/// The HAR file of a run. It is whole or as it was before: it takes its name when the run has ended.
final class ArchiveFile: Sendable {
  /// A longer run keeps its beginning.
  static let entryLimit = 10_000

  private let path: String
  private let temporary: String
  private let descriptor: Int32
  private let entries = Mutex<[Value]>([])

  /// Begins the file beside its place, so that a folder that cannot be written is known before anything is sent. Only its
  /// owner may read it.
  init(_ path: String) throws {
    self.path = path
    var template = Array((path + ".XXXXXX").utf8CString)
    descriptor = mkstemp(&template)
    guard descriptor >= 0 else { throw UsageError("cannot write '\(path)': \(String(cString: strerror(errno)))") }
    temporary = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit {
    close(descriptor)
    // Its name is gone once it was saved.
    unlink(temporary)
  }

  func add(_ exchange: WatchedExchange) {
    let entry = HTTPArchive.entry(exchange)
    entries.withLock { if $0.count < ArchiveFile.entryLimit { $0.append(entry) } }
  }

  func save(masker: Masker) throws {
    let document = HTTPArchive.document(entries.withLock { $0 }, version: Apus.version)
    var rest = ArraySlice(Array((JSON.text(of: masker.mask(document), pretty: true) + "\n").utf8))
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw failure() }
      rest = rest.dropFirst(count)
    }
    guard fsync(descriptor) == 0, rename(temporary, path) == 0 else { throw failure() }
  }

  private func failure() -> UsageError {
    UsageError("cannot write '\(path)': \(String(cString: strerror(errno)))")
  }
}
