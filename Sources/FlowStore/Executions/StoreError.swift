import FlowModel

/// Why a store could not do what it was asked for.
public struct StoreError: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Kind: Hashable, Sendable {
    /// `what` says what it is and its name: `execution 'x'`.
    case notFound(String)
    case alreadyExists(String)
    /// Another writer was faster.
    case conflict(expected: Int, found: Int)
    /// The writer no longer holds the execution.
    case claimLost(ExecutionID)
    case ended(ExecutionID)
    /// What is recorded cannot be read; says what and where.
    case corrupt(String)
    /// The record was made by a newer version.
    case newerFormat(found: Int, known: Int)
    /// A secret would be recorded in the open.
    case secretNeedsKey
    case noSpace
    /// The database does not answer; says why.
    case unavailable(String)
  }

  public let kind: Kind

  public init(_ kind: Kind) {
    self.kind = kind
  }

  public var description: String {
    switch kind {
    case .notFound(let what): "There is no \(what) in this store"
    case .alreadyExists(let what): "There is already an \(what) in this store"
    case .conflict(let expected, let found):
      "Another process wrote to this execution (record \(found), not \(expected))"
    case .claimLost(let id): "Execution '\(id)' is run by another process now"
    case .ended(let id): "Execution '\(id)' has ended: restart or replay it"
    case .corrupt(let what): "The store is damaged: \(what)"
    case .newerFormat(let found, let known):
      "The store was written by a newer version (format \(found), this one knows \(known)): update this program"
    case .secretNeedsKey: "A secret cannot be stored without a key: configure kestra.encryption.secret-key"
    case .noSpace: "No space left on device for the store: free some"
    case .unavailable(let reason): "The store does not answer: \(reason)"
    }
  }
}
