import Cryptography
import FlowStore
import FlowTasks
import Synchronization

/// The file that a download fills, over as many sendings as it takes: made when the answer's head is there, since the head
/// may name it.
final class DownloadedFile: Sendable {
  private struct State {
    var writer: (any StoredFileWriter)?
    var digest: RunningDigest?
    var source: Representation?
    var refused: RefusedBody?
    /// Where the present sending asked the server to go on.
    var offset: Int64?
  }

  private let saveAs: String?
  private let checksum: Checksum?
  private let acceptance: ResponseAcceptance
  private let request: PreparedRequest
  private let context: RunContext
  private let state = Mutex(State())

  init(
    saveAs: String?, checksum: Checksum?, acceptance: ResponseAcceptance, request: PreparedRequest, context: RunContext
  ) {
    self.saveAs = saveAs
    self.checksum = checksum
    self.acceptance = acceptance
    self.request = request
    self.context = context
  }

  var length: Int64 { state.withLock { $0.writer?.bytesWritten ?? 0 } }
  /// The body of an answer that is a failure.
  var refusedText: String? { state.withLock { $0.refused?.text } }
  /// The answer whose file it is.
  var source: Representation? { state.withLock { $0.source } }

  /// A repetition asks for the rest, where the server gave what it takes to be sure that it is the rest of the same file.
  func continuing(_ request: PreparedRequest) -> PreparedRequest {
    state.withLock { state in
      state.offset = nil
      guard request.method == "GET", let writer = state.writer, writer.bytesWritten > 0,
        let validator = state.source?.validator, !request.headers.contains(named: "Range"),
        let range = try? HeaderField("Range", "bytes=\(writer.bytesWritten)-"),
        let condition = try? HeaderField("If-Range", validator)
      else {
        Self.begin(&state)
        return request
      }
      state.offset = writer.bytesWritten
      context.log(.info, "Goes on at byte \(writer.bytesWritten)")
      var next = request
      next.headers += [range, condition]
      next.acceptsCompression = false
      return next
    }
  }

  /// Where the body of an answer goes.
  func open(_ start: ResponseStart) throws(HTTPTaskError) -> any StoredFileWriter {
    let known: (any StoredFileWriter)? = try state.withLock { state throws(HTTPTaskError) in
      if let offset = state.offset, start.status == 206 {
        guard let writer = state.writer, let source = state.source, source.continues(at: offset, with: start) else {
          Self.begin(&state)
          throw HTTPTaskError(
            .truncated(host: "\(request.uri.origin)", reason: "what it sent is not the rest of the same file"))
        }
        return writer
      }
      guard acceptance.allows(start.status) else {
        let body = RefusedBody()
        state.refused = body
        return body
      }
      Self.begin(&state)
      return nil
    }
    if let known { return known }
    return try create(start)
  }

  /// After a whole answer: whether the file has to be fetched anew from its start.
  func mustBeginAnew(_ exchange: HTTPExchange) -> Bool {
    state.withLock { state in
      guard state.offset != nil, exchange.status == 416, !Self.isWhole(state, exchange) else { return false }
      Self.begin(&state)
      return true
    }
  }

  /// Whether the answer says that what is here already is all.
  func isWhole(_ exchange: HTTPExchange) -> Bool {
    state.withLock { Self.isWhole($0, exchange) }
  }

  private static func isWhole(_ state: State, _ exchange: HTTPExchange) -> Bool {
    guard state.offset != nil, exchange.status == 416, let written = state.writer?.bytesWritten else { return false }
    return exchange.headers["content-range"].last.flatMap(ContentRange.init)?.total == written
  }

  /// Makes the file visible, an empty one too, once its size and checksum are right.
  func commit(_ exchange: HTTPExchange) throws(HTTPTaskError) -> StorageURI {
    let begun = state.withLock { state in
      // An empty answer opens nothing: what an earlier sending left is not its file.
      if exchange.bodyLength == 0 && state.offset == nil { Self.begin(&state) }
      return state.writer
    }
    let writer =
      if let begun { begun } else { try create(ResponseStart(status: exchange.status, headers: exchange.headers)) }
    let (source, digest) = state.withLock { ($0.source, $0.digest) }
    if let expected = source?.length, expected != writer.bytesWritten, request.method != "HEAD", source?.status == 200 {
      throw HTTPTaskError(.invalidSize(got: writer.bytesWritten, expected: expected))
    }
    if let checksum, let digest {
      guard let actual = try? digest.finish() else {
        throw HTTPTaskError(.transport(reason: "no checksum could be made"))
      }
      guard actual == checksum.hex else { throw HTTPTaskError(.checksum(expected: checksum.hex, actual: actual)) }
    }
    do {
      return try writer.commit()
    } catch {
      throw HTTPTaskError(.storage(error))
    }
  }

  func cancel() {
    state.withLock { Self.begin(&$0) }
  }

  private static func begin(_ state: inout State) {
    state.writer?.cancel()
    state = State()
  }

  private func create(_ start: ResponseStart) throws(HTTPTaskError) -> any StoredFileWriter {
    let identity = context.identity
    do throws(StorageError) {
      let uri = try StorageLayout.taskFile(
        namespace: identity.namespace, flowID: identity.flowID, executionID: identity.executionID,
        taskID: identity.taskID, taskRunID: identity.taskRunID, name: name(start.headers))
      var writer = try context.storage.create(uri)
      var digest: RunningDigest?
      if let checksum, let running = try? RunningDigest(checksum.digest) {
        digest = running
        writer = HashingWriter(writer, digest: running)
      }
      state.withLock { state in
        state.writer = writer
        state.digest = digest
        state.source = Representation(start)
      }
      return writer
    } catch {
      throw HTTPTaskError(.storage(error))
    }
  }

  private func name(_ headers: ResponseHeaders) -> String {
    if let saveAs { return FileName.safe(saveAs) }
    if let disposition = headers["content-disposition"].last,
      let name = ContentDisposition(disposition).fileName, !name.isEmpty
    {
      return FileName.safe(name)
    }
    // As Kestra: a fresh name with the extension of the address.
    let path = request.uri.text.revealed.prefix { $0 != "?" && $0 != "#" }
    let last = path.split(separator: "/").dropFirst(2).last ?? ""
    let suffix = last.lastIndex(of: ".").map { String(last[$0...]) } ?? ""
    let isPlain =
      suffix.utf8.count <= 16 && suffix.dropFirst().allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
    return FileName.unique(extension: isPlain && suffix.utf8.count > 1 ? suffix : ".tmp")
  }
}
