import FlowModel
import Testing

@Suite("Places inside scalars")
struct TemplateTextTests {
  @Test(
    "finds a character of a scalar in the file",
    arguments: [
      ("body: a {{ HERE }}", 7, 16),
      ("body: 'it''s {{ HERE }}'", 7, 21),
      ("body: \"t\\tq\\\" \\u00e9 {{ HERE }}\"", 7, 29),
      ("body: |\n  one\n  two {{ HERE }}\n", 9, 14),
      ("body: |2-\n    one\n   {{ HERE }}", 9, 11),
      ("body: > # comment\n  one\n  two\n\n  é {{ HERE }}", 11, 12),
      ("body: one\n  two\n\n  {{ HERE }}", 10, 10),
      ("body: \"one \\\n  two {{ HERE }}\"", 8, 14),
      ("body: \"\\n\\n{{ HERE }}\"", 7, 19),
    ])
  func places(_ text: String, _ line: Int, _ column: Int) throws {
    guard case .template(let template)? = property("body", text) else {
      Issue.record("not a template")
      return
    }
    let before = try #require(template.text.firstRange(of: "HERE")).lowerBound
    let offset = template.text.utf8.distance(from: template.text.startIndex, to: before)
    #expect(template.position(utf8Offset: offset) == SourcePosition(line: line, column: column))
  }

  @Test("never leaves the text for an offset outside of it", arguments: [-1, 0, 3, 100, Int.max, Int.min])
  func outside(_ offset: Int) {
    let template = TemplateText("é{{ x }}")
    #expect(template.position(utf8Offset: offset).line == 1)
  }

  @Test("knows expressions and statements from other braces")
  func isTemplate() {
    #expect(TemplateText.isTemplate("a {{ b }}") && TemplateText.isTemplate("{% if x %}"))
    #expect(!TemplateText.isTemplate("{a}") && !TemplateText.isTemplate("{ {") && !TemplateText.isTemplate("{"))
  }
}
