/// Text with expressions, and where it stands in the flow.
public struct TemplateText: Hashable, Sendable, CustomStringConvertible {
  public let text: String
  public let span: SourceSpan
  private let style: YAMLScalar.Style
  /// The scalar as it is written; empty for text that was not read from a flow.
  private let raw: String

  /// Text that was not read from a flow.
  public init(_ text: String) {
    self.text = text
    self.span = SourceSpan(at: SourcePosition(line: 1, column: 1))
    self.style = .plain
    self.raw = text
  }

  init(_ scalar: YAMLScalar, span: SourceSpan, source: FlowSource) {
    self.text = scalar.text
    self.span = span
    self.style = scalar.style
    self.raw = String(source.slice(span))
  }

  /// Whether text is rendered at all: it holds `{{` or `{%`.
  public static func isTemplate(_ text: String) -> Bool {
    var isAfterBrace = false
    for byte in text.utf8 {
      if isAfterBrace, byte == UInt8(ascii: "{") || byte == UInt8(ascii: "%") { return true }
      isAfterBrace = byte == UInt8(ascii: "{")
    }
    return false
  }

  /// The place in the flow's file of a UTF-8 offset in ``text``, whatever quotes, folding and indentation lie between.
  public func position(utf8Offset: Int) -> SourcePosition {
    ScalarPlace(text: text, style: style, raw: raw, start: span.start).position(utf8Offset: utf8Offset)
  }

  public var description: String { text }
}
