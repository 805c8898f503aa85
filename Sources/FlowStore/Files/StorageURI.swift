/// The address of a file in internal storage: `kestra:///company/team/my-flow/executions/…/name`.
///
/// The path is decoded and checked once, here: it is absolute and has no empty, `.` or `..` part, no NUL and no backslash, so
/// whoever holds a value may join it to a root.
public struct StorageURI: Hashable, Sendable, CustomStringConvertible {
  public static let scheme = "kestra"

  /// The decoded parts of the path; at least one.
  public let components: [String]

  public init(components: [String]) throws(StorageError) {
    guard !components.isEmpty else { throw StorageError(.invalidURI(StorageURI.scheme + ":///")) }
    for component in components {
      let isSafe =
        !component.isEmpty && component != "." && component != ".." && component.utf8.count <= 255
        && !component.utf8.contains { $0 == 0 || $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") }
      guard isSafe else { throw StorageError(.invalidURI(components.joined(separator: "/"))) }
    }
    self.components = components
  }

  /// Parses `kestra:///path`, with percent escapes.
  public init(_ text: String) throws(StorageError) {
    let prefix = StorageURI.scheme + ":///"
    guard text.hasPrefix(prefix) else {
      throw StorageError(text.contains("://") ? .invalidScheme(text) : .invalidURI(text))
    }
    var components: [String] = []
    for part in text.dropFirst(prefix.count).split(separator: "/", omittingEmptySubsequences: false) {
      guard let decoded = PercentEncoding.decode(part) else { throw StorageError(.invalidURI(text)) }
      components.append(decoded)
    }
    do {
      try self.init(components: components)
    } catch {
      throw StorageError(.invalidURI(text))
    }
  }

  /// The last part of the path.
  public var name: String { components.last ?? "" }

  public var description: String {
    StorageURI.scheme + ":///" + components.map { PercentEncoding.encode($0) }.joined(separator: "/")
  }
}
