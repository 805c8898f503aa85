/// Shows diagnostics to people, with the lines they speak of.
///
/// ```
/// error: unknown property 'metod' of io.kestra.plugin.core.http.Request [unknown-property]
///   --> flows/login.yaml:7:5
///    |
///  7 |     metod: POST
///    |     ^^^^^ did you mean 'method'?
/// ```
public struct DiagnosticRenderer: Sendable {
  /// Longer lines are cut around the place that is meant.
  private static let widestExcerpt = 160

  private let usesColour: Bool

  public init(usesColour: Bool = false) {
    self.usesColour = usesColour
  }

  /// All of them, with an empty line between two. Lines are shown for diagnostics whose file is `source`.
  public func text(of diagnostics: [Diagnostic], in source: FlowSource?) -> String {
    diagnostics.map { text(of: $0, in: source) }.joined(separator: "\n")
  }

  /// One of them, with a newline at its end.
  public func text(of diagnostic: Diagnostic, in source: FlowSource?) -> String {
    let severity = paint(diagnostic.severity.rawValue, as: style(of: diagnostic.severity))
    var text = "\(severity): \(paint(Self.printable(diagnostic.message), as: .bold)) [\(diagnostic.code)]\n"
    guard let span = diagnostic.span else {
      if let file = diagnostic.file { text += "  --> \(Self.printable(file))\n" }
      if let help = diagnostic.help { text += "  help: \(Self.printable(help))\n" }
      return text
    }
    let place = [diagnostic.file.map(Self.printable), span.start.description].compactMap(\.self).joined(separator: ":")
    text += "  \(paint("-->", as: .frame)) \(place)\n"
    guard let source, source.name == diagnostic.file ?? source.name else {
      if let help = diagnostic.help { text += "  help: \(Self.printable(help))\n" }
      return text
    }
    let number = String(span.start.line)
    let margin = String(repeating: " ", count: number.utf8.count)
    let (excerpt, indent, width) = Self.excerpt(of: source, span)
    let carets = paint(String(repeating: "^", count: width), as: style(of: diagnostic.severity))
    text += " \(margin) \(paint("|", as: .frame))\n"
    text += " \(paint(number, as: .frame)) \(paint("|", as: .frame)) \(excerpt)\n"
    text += " \(margin) \(paint("|", as: .frame)) \(String(repeating: " ", count: indent))\(carets)"
    if let help = diagnostic.help { text += " \(Self.printable(help))" }
    return text + "\n"
  }

  /// The line with the carets' indent and number, cut to a width that a terminal shows.
  private static func excerpt(of source: FlowSource, _ span: SourceSpan) -> (line: String, indent: Int, width: Int) {
    let line = Array(printable(String(source.line(span.start.line))).unicodeScalars)
    let start = min(span.start.column - 1, line.count)
    let end = span.end.line == span.start.line ? min(span.end.column - 1, line.count) : line.count
    let first = start > widestExcerpt / 2 ? start - widestExcerpt / 4 : 0
    let last = min(line.count, first + widestExcerpt)
    var shown = String(String.UnicodeScalarView(line[first..<last]))
    var indent = start - first
    if first > 0 {
      shown = "..." + shown
      indent += 3
    }
    if last < line.count { shown += "..." }
    return (shown, indent, max(1, min(end, last) - start))
  }

  /// The text without characters that steer a terminal; a tab becomes one space, so that columns stay.
  private static func printable(_ text: String) -> String {
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control: scalars.append(scalar == "\t" ? " " : "\u{FFFD}")
      case .format: scalars.append("\u{FFFD}")
      default: scalars.append(scalar)
      }
    }
    return String(scalars)
  }

  private enum Style: String {
    case bold = "1"
    case error = "1;31"
    case warning = "1;33"
    case info = "1;36"
    case frame = "34"
  }

  private func style(of severity: Diagnostic.Severity) -> Style {
    switch severity {
    case .error: .error
    case .warning: .warning
    case .info: .info
    }
  }

  private func paint(_ text: String, as style: Style) -> String {
    usesColour ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
  }
}
