import FlowModel
import OrderedCollections
import Pebble
import Testing

@Suite("YAML as flows use it")
struct YAMLTests {
  @Test(
    "gives plain scalars the meaning of YAML 1.2",
    arguments: [
      ("no", .string("no")), ("on", .string("on")), ("yes", .string("yes")), ("012", .int(12)), ("0o12", .int(10)),
      ("0x1F", .int(31)), ("1_000", .string("1_000")), ("12:30", .string("12:30")), ("1e3", .double(1000)),
      (".inf", .double(.infinity)), ("-.INF", .double(-.infinity)), ("~", .null), ("", .null), ("Null", .null),
      ("2024-01-02", .string("2024-01-02")), ("1.10", .double(1.1)), ("True", .bool(true)), ("'5'", .string("5")),
      ("-", .list([.null])), ("+5", .int(5)), ("5.", .double(5)), (".5", .double(0.5)), (".", .string(".")),
      ("!!str 12", .string("12")), ("nan", .string("nan")), ("inf", .string("inf")), ("0x", .string("0x")),
    ] as [(String, Value)])
  func plainScalars(_ text: String, _ expected: Value) {
    let value = property("formData", "formData:\n  k: \(text == "-" ? "\n    -" : text)")
    #expect(value?.literalValue == .map(["k": expected]))
  }

  @Test("keeps numbers of more than 64 bits digit by digit")
  func longNumbers() {
    guard case .map(let map)? = property("formData", "formData: {k: -012345678901234567890}")?.literalValue,
      case .exact(let number)? = map["k"]
    else {
      Issue.record("not kept exactly")
      return
    }
    #expect(number.digits == "-12345678901234567890")
  }

  @Test("keeps the author's text where a property takes text", arguments: ["1.10", "012", "no", "1e3", "True", "0x1F"])
  func authorsText(_ text: String) {
    #expect(property("body", "body: \(text)") == .literal(.string(text)))
  }

  @Test("follows anchors and merge keys")
  func anchors() {
    let value = property(
      "formData", "tags: [&a one, *a]\nformData:\n  base: &b {x: 1, y: 2}\n  more:\n    <<: *b\n    y: 3")
    #expect(
      value?.literalValue
        == .map(["base": .map(["x": .int(1), "y": .int(2)]), "more": .map(["y": .int(3), "x": .int(1)])]))
  }

  @Test(
    "refuses text that is not one plain YAML document",
    arguments: [
      ("", "empty-file"), ("# only a comment\n", "empty-file"), ("---\na: 1\n---\nb: 2", "several-documents"),
      ("a: 1\na: 2", "duplicate-key"), ("a: *b", "unknown-alias"), ("a: &a [*a]", "unknown-alias"),
      ("? [a]\n: b", "complex-key"), ("a: {{ x }}", "unquoted-expression"), ("a:\n\t- b", "invalid-yaml"),
      ("a: [", "invalid-yaml"), ("a: !x b", "unknown-tag"), ("a: !!python/object b", "unknown-tag"),
      ("a: !!binary aGk=", "unknown-tag"), ("a: !!set {b}", "unknown-tag"), ("a: !!int b", "invalid-tag"),
      ("<<: 5", "invalid-merge"), ("a: 1\n--- |\n b\n", "several-documents"), ("a: \u{1}", "invalid-yaml"),
    ])
  func notAFlow(_ text: String, _ code: String) {
    let diagnostics = read(text).diagnostics
    #expect(diagnostics.map(\.code) == [code])
    #expect(diagnostics.first?.span != nil)
  }

  @Test("names both places of a key that is written twice")
  func duplicateKey() {
    let diagnostic = read("a: 1\nb:\n  c: 1\n  c: 2").diagnostics.first
    #expect(diagnostic?.span?.start == SourcePosition(line: 4, column: 3))
    #expect(diagnostic?.help == "the first one is at 3:3")
  }

  @Test(
    "refuses bytes that are not UTF-8 text",
    arguments: [
      ([0x61, 0x0A, 0x62, 0xFF], "not-utf8", SourcePosition(line: 2, column: 2)),
      ([0xFF, 0xFE, 0x61, 0x00], "not-utf8", nil),
      ([0x61, 0x00], "control-character", SourcePosition(line: 1, column: 2)),
    ] as [([UInt8], String, SourcePosition?)])
  func badBytes(_ bytes: [UInt8], _ code: String, _ place: SourcePosition?) {
    #expect {
      try FlowSource(name: "f", bytes: bytes)
    } throws: { error in
      let diagnostic = (error as? InvalidFlow)?.diagnostics.first
      return diagnostic?.code == code && diagnostic?.span?.start == place
    }
  }

  @Test("accepts a byte order mark, CRLF, lone CR and a missing final newline", arguments: ["\r\n", "\r", "\n"])
  func lineEnds(_ end: String) throws {
    let text = "\u{FEFF}" + flow("metod: a").split(separator: "\n").joined(separator: end)
    let source = try FlowSource(name: "f", bytes: Array(text.utf8))
    #expect(source.text == text)
    let diagnostics = FlowParser(catalog: catalog).parse(source).diagnostics
    #expect(summary(diagnostics) == ["unknown-property 7:5"])
  }

  @Test("stops at documented limits, and never crashes")
  func hostileTexts() {
    let bomb = (1...30).map { "a\($0): &a\($0) [\(Array(repeating: "*a\($0 - 1)", count: 9).joined(separator: ", "))]" }
    let texts = [
      ("a0: &a0 x\n" + bomb.joined(separator: "\n"), "too-many-nodes"),
      (String(repeating: "[", count: 100_000), nil),
      (String(repeating: "{", count: 100_000), nil),
      (String(repeating: "[", count: 999), nil),
      (String(repeating: "- ", count: 1001), nil),
      ((0..<2000).map { String(repeating: " ", count: $0) + "a:" }.joined(separator: "\n"), nil),
      ((0..<200_000).map { "k\($0): 1" }.joined(separator: "\n"), "too-many-nodes"),
      ("a: " + String(repeating: "x", count: 5_000_000), "file-too-large"),
      (String(repeating: "? ", count: 5000), nil), (String(repeating: "&a ", count: 5000), nil),
    ]
    for (text, code) in texts {
      let diagnostics = read(text).diagnostics
      #expect(diagnostics.hasErrors)
      if let code { #expect(diagnostics.map(\.code) == [code]) }
    }
  }
}
