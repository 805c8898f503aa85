import OrderedCollections
import Pebble

/// Diagnostics for programs: as values that ``JSON/text(of:pretty:keepingNulls:)`` writes.
public enum DiagnosticReport {
  /// A list of maps with `severity`, `code`, `message`, `file`, `line`, `column`, `endLine`, `endColumn` and `help`; what is
  /// not known is left out.
  public static func value(of diagnostics: [Diagnostic]) -> Value {
    .list(
      diagnostics.map { diagnostic in
        var map: ValueMap = [
          "severity": .string(diagnostic.severity.rawValue), "code": .string(diagnostic.code),
          "message": .string(diagnostic.message),
        ]
        map["file"] = diagnostic.file.map { .string($0) }
        if let span = diagnostic.span {
          map["line"] = .int(span.start.line)
          map["column"] = .int(span.start.column)
          map["endLine"] = .int(span.end.line)
          map["endColumn"] = .int(span.end.column)
        }
        map["help"] = diagnostic.help.map { .string($0) }
        return .map(map)
      })
  }

  public static func json(of diagnostics: [Diagnostic]) -> String {
    JSON.text(of: value(of: diagnostics), pretty: true)
  }

  /// A log in the Static Analysis Results Interchange Format 2.1.0 (OASIS), as code hosts and editors read it.
  public static func sarif(of diagnostics: [Diagnostic], toolVersion: String) -> String {
    let codes = OrderedSet(diagnostics.map(\.code))
    let driver: ValueMap = [
      "name": .string("apus"), "version": .string(toolVersion),
      "rules": .list(codes.map { .map(["id": .string($0)]) }),
    ]
    let run: ValueMap = [
      "tool": .map(["driver": .map(driver)]),
      "columnKind": .string("unicodeCodePoints"),
      "results": .list(diagnostics.map(result)),
    ]
    return JSON.text(
      of: .map([
        "$schema": .string("https://json.schemastore.org/sarif-2.1.0.json"), "version": .string("2.1.0"),
        "runs": .list([.map(run)]),
      ]), pretty: true)
  }

  private static func result(_ diagnostic: Diagnostic) -> Value {
    let level =
      switch diagnostic.severity {
      case .error: "error"
      case .warning: "warning"
      case .info: "note"
      }
    let text = [diagnostic.message, diagnostic.help].compactMap(\.self).joined(separator: "; ")
    var result: ValueMap = [
      "ruleId": .string(diagnostic.code), "level": .string(level), "message": .map(["text": .string(text)]),
    ]
    if let file = diagnostic.file {
      var location: ValueMap = ["artifactLocation": .map(["uri": .string(file)])]
      if let span = diagnostic.span {
        location["region"] = .map([
          "startLine": .int(span.start.line), "startColumn": .int(span.start.column), "endLine": .int(span.end.line),
          "endColumn": .int(span.end.column),
        ])
      }
      result["locations"] = .list([.map(["physicalLocation": .map(location)])])
    }
    return .map(result)
  }
}
