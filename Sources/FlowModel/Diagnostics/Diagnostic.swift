/// One thing that is wrong, or may be wrong, with a flow, and where.
public struct Diagnostic: Hashable, Sendable {
  public enum Severity: String, Hashable, Sendable, CaseIterable {
    case error, warning, info
  }

  public let severity: Severity
  /// A stable name in kebab case for tools: `unknown-property`.
  public let code: String
  /// What is wrong, in one line, in lower case and without a full stop.
  public let message: String
  /// The name of the source, as it was given to ``FlowSource``.
  public let file: String?
  public let span: SourceSpan?
  /// What to do about it: `did you mean 'method'?`.
  public let help: String?

  public init(
    _ severity: Severity = .error, code: String, message: String, file: String? = nil, span: SourceSpan? = nil,
    help: String? = nil
  ) {
    self.severity = severity
    self.code = code
    self.message = message
    self.file = file
    self.span = span
    self.help = help
  }
}

/// A flow that cannot be used, with everything that was found about it in the order of its text.
public struct InvalidFlow: Error, Hashable, Sendable, CustomStringConvertible {
  public let diagnostics: [Diagnostic]

  public init(_ diagnostics: [Diagnostic]) {
    self.diagnostics = diagnostics
  }

  public var description: String {
    diagnostics.filter { $0.severity == .error }.map { diagnostic in
      let place = [diagnostic.file, diagnostic.span?.start.description].compactMap(\.self).joined(separator: ":")
      return place.isEmpty ? diagnostic.message : "\(place): \(diagnostic.message)"
    }.joined(separator: "\n")
  }
}

extension [Diagnostic] {
  /// Whether one of them is an error.
  public var hasErrors: Bool { contains { $0.severity == .error } }

  /// In the order of the text; those without a place come first.
  func inSourceOrder() -> [Diagnostic] {
    enumerated().sorted { left, right in
      let leftStart = left.element.span?.start ?? SourcePosition(line: 0, column: 0)
      let rightStart = right.element.span?.start ?? SourcePosition(line: 0, column: 0)
      return (leftStart, left.offset) < (rightStart, right.offset)
    }.map(\.element)
  }
}
