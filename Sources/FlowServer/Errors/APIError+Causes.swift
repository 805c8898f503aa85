import FlowEngine
import FlowModel
import FlowStore

extension APIError {
  /// The answer to an error of any part. What is not known here is an internal error without a word of its cause.
  init(_ error: any Error) {
    switch error {
    case let error as APIError: self = error
    case let error as StoreError: self.init(store: error)
    case let error as StorageError: self.init(storage: error)
    case let error as InvalidFlow: self.init(flow: error.diagnostics)
    case let error as InputBinder.Failure:
      self.init(
        .invalidEntity, error.messages.first ?? "", violations: error.messages.map { Violation(message: $0, path: nil) }
      )
    default: self.init(.internalError, "")
    }
  }

  private init(store error: StoreError) {
    switch error.kind {
    case .notFound(let what): self.init(.notFound, "There is no \(what)")
    case .alreadyExists(let what): self.init(.conflict, "There is already an \(what)")
    case .conflict, .claimLost, .ended: self.init(.conflict, error.description)
    case .secretNeedsKey: self.init(.invalidEntity, error.description)
    case .noSpace: self.init(.noSpace, "")
    case .unavailable: self.init(.unavailable, "the store does not answer")
    case .corrupt, .newerFormat: self.init(.internalError, "")
    }
  }

  private init(storage error: StorageError) {
    switch error.kind {
    case .notFound: self.init(.notFound, "There is no such file in internal storage")
    case .invalidURI, .invalidScheme: self.init(.illegalArgument, error.description)
    case .outsideRoot: self.init(.illegalArgument, "Invalid prefix path")
    case .noSpace: self.init(.noSpace, "")
    case .tooLarge(_, let limit): self.init(.tooLarge, "the file is larger than \(limit) bytes")
    case .system: self.init(.internalError, "")
    }
  }

  /// A flow that cannot be taken, with all that is wrong with it.
  init(flow diagnostics: [Diagnostic]) {
    let errors = diagnostics.filter { $0.severity == .error }
    self.init(
      .invalidEntity, errors.map(APIError.text).joined(separator: "\n"),
      violations: errors.map { Violation(message: APIError.text($0), path: $0.span?.start.description) })
  }

  /// A diagnostic in one line, with its place in the text that was sent.
  static func text(_ diagnostic: Diagnostic) -> String {
    let place = diagnostic.span.map { "\($0.start): " } ?? ""
    return place + diagnostic.message + (diagnostic.help.map { "; \($0)" } ?? "")
  }
}
