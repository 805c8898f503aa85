import FlowStore
import FlowTasks
import Synchronization

/// The file that a download fills: made when the answer's head is there, since the head may name it.
final class DownloadedFile: Sendable {
  private let saveAs: String?
  private let request: PreparedRequest
  private let context: RunContext
  private let writer = Mutex<(any StoredFileWriter)?>(nil)

  init(saveAs: String?, request: PreparedRequest, context: RunContext) {
    self.saveAs = saveAs
    self.request = request
    self.context = context
  }

  /// Begins the file of an answer with these headers.
  func open(_ start: ResponseStart) throws(HTTPTaskError) -> any StoredFileWriter {
    try open(start.headers)
  }

  private func open(_ headers: ResponseHeaders) throws(HTTPTaskError) -> any StoredFileWriter {
    let identity = context.identity
    do {
      let uri = try StorageLayout.taskFile(
        namespace: identity.namespace, flowID: identity.flowID, executionID: identity.executionID,
        taskID: identity.taskID, taskRunID: identity.taskRunID, name: name(headers))
      let opened = try context.storage.create(uri)
      writer.withLock { $0 = opened }
      return opened
    } catch {
      throw HTTPTaskError(.storage(error))
    }
  }

  /// Makes the file visible, an empty one too.
  func commit(_ headers: ResponseHeaders) throws(HTTPTaskError) -> StorageURI {
    let begun = writer.withLock { $0 }
    let whole = if let begun { begun } else { try open(headers) }
    do {
      return try whole.commit()
    } catch {
      throw HTTPTaskError(.storage(error))
    }
  }

  func cancel() {
    writer.withLock { writer in
      writer?.cancel()
      writer = nil
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
