/// Why a value is not what an input takes. The messages are those of Kestra 1.x; a secret's value is never in them.
public struct InputError: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Kind: Error, Hashable, Sendable {
    case missing
    case unreadable(String)
    case noMatch(pattern: String)
    case tooSmall(bound: String)
    case tooLarge(bound: String)
    case tooEarly(bound: String)
    case tooLate(bound: String)
    case notAmong([String])
    case badExtension(accepted: [String])
  }

  public let inputID: String
  public let kind: Kind

  public init(_ kind: Kind, inputID: String) {
    self.kind = kind
    self.inputID = inputID
  }

  /// What is wrong with the value, without the input's name.
  public var reason: String {
    switch kind {
    case .missing: "missing required input"
    case .unreadable(let reason): reason
    case .noMatch(let pattern): "it must match the pattern `\(pattern)`"
    case .tooSmall(let bound): "it must be more than `\(bound)`"
    case .tooLarge(let bound): "it must be less than `\(bound)`"
    case .tooEarly(let bound): "it must be after `\(bound)`"
    case .tooLate(let bound): "it must be before `\(bound)`"
    case .notAmong(let values): "it must match the values `[\(values.joined(separator: ", "))]`"
    case .badExtension(let accepted):
      "File type not allowed. Accepted extensions: \(accepted.joined(separator: ", "))"
    }
  }

  public var description: String {
    switch kind {
    case .missing: "Missing required input:\(inputID)"
    default: "Invalid value for input `\(inputID)`. Cause: \(reason)"
    }
  }
}
