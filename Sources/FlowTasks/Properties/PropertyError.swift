/// Why a rendered property is not what its task needs.
public struct PropertyError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Where it stands: `options.auth.token`.
  public private(set) var path: String
  /// What is wrong and how to mend it. Never holds a secret.
  public let reason: String

  public init(path: String = "", _ reason: String) {
    self.path = path
    self.reason = reason
  }

  /// The same error seen from the property that holds this one.
  public func inside(_ name: String) -> PropertyError {
    PropertyError(path: path.isEmpty ? name : path.hasPrefix("[") ? name + path : name + "." + path, reason)
  }

  public var description: String {
    path.isEmpty ? reason : "Invalid value for property '\(path)': \(reason)"
  }
}
