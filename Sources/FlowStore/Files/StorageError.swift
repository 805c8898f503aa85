/// Why a file of internal storage could not be read or written.
public struct StorageError: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Kind: Hashable, Sendable {
    case invalidURI(String)
    case invalidScheme(String)
    case notFound(String)
    /// The path leads out of the root, or through a symbolic link.
    case outsideRoot(String)
    case noSpace(path: String)
    /// An operation of the operating system failed: which, on what, and its reason.
    case system(operation: String, path: String, reason: String)
    /// The file is larger than the caller takes.
    case tooLarge(uri: String, limit: Int)
  }

  public let kind: Kind

  public init(_ kind: Kind) {
    self.kind = kind
  }

  public var description: String {
    switch kind {
    case .invalidURI(let uri): "Invalid internal storage uri, got uri '\(uri)'"
    case .invalidScheme(let uri): "Invalid internal storage scheme, got uri '\(uri)'"
    case .notFound(let uri): "No file '\(uri)' in internal storage: the task that made it may not have run"
    case .outsideRoot(let path): "The path '\(path)' leads out of internal storage"
    case .noSpace(let path): "No space left on device while writing '\(path)': free some or choose another --storage"
    case .system(let operation, let path, let reason): "Cannot \(operation) '\(path)': \(reason)"
    case .tooLarge(let uri, let limit): "The file '\(uri)' is larger than \(limit) bytes"
    }
  }
}
