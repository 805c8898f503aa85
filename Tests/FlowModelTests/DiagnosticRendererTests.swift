import FlowModel
import Testing

@Suite("Showing diagnostics")
struct DiagnosticRendererTests {
  private let source = FlowSource(name: "flows/login.yaml", text: flow("metod: POST"))

  @Test("shows the line, carets and what to do")
  func text() {
    let (_, diagnostics) = FlowParser(catalog: catalog).parse(source)
    #expect(
      DiagnosticRenderer().text(of: diagnostics, in: source) == """
        error: unknown property 'metod' of io.kestra.plugin.core.http.Request [unknown-property]
          --> flows/login.yaml:7:5
           |
         7 |     metod: POST
           |     ^^^^^ did you mean 'method'?

        """)
  }

  @Test("writes JSON and SARIF")
  func reports() {
    let (_, diagnostics) = FlowParser(catalog: catalog).parse(source)
    #expect(DiagnosticReport.json(of: diagnostics).contains("\"column\": 5"))
    let sarif = DiagnosticReport.sarif(of: diagnostics, toolVersion: "1")
    #expect(sarif.contains("\"ruleId\": \"unknown-property\"") && sarif.contains("\"startLine\": 7"))
  }

  @Test("cuts long lines, and shows no control characters of the text")
  func hostileLine() {
    let long = FlowSource(name: "f", text: "a: \"\u{1B}[31m" + String(repeating: "x", count: 10_000) + "\" {{\n")
    let diagnostics = FlowParser(catalog: catalog).parse(long).diagnostics
    let text = DiagnosticRenderer().text(of: diagnostics, in: long)
    #expect(!text.unicodeScalars.contains("\u{1B}"))
    #expect(text.utf8.count < 1000)
    let place = SourceSpan(at: SourcePosition(line: 1, column: 9000))
    let cut = DiagnosticRenderer().text(
      of: Diagnostic(code: "x", message: "y", file: "f", span: place), in: long)
    #expect(cut.utf8.count < 1000 && cut.contains("^"))
  }
}
