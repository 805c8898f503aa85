import Testing

@testable import Pebble

@Suite("jq")
struct JQTests {
  static let examples = [
    Example("{{ x | jq('.a += 1 | .b[2] = 3') }}", #"[{"a":2,"b":[null,null,3]}]"#, context: #"{"x": {"a": 1}}"#),
    Example("{{ x | jq('.id') | first }}", "9007199254740993", context: #"{"x": {"id": 9007199254740993}}"#),
    Example("{{ x | jq('.') | first }}", #"{"z":1,"a":[1.5,null]}"#, context: #"{"x": "{\"z\":1,\"a\":[1.5,null]}"}"#),
    Example("{{ [1] | jq('env, $ENV, input_filename') }}", "[{},{},null]"),
    Example("{{ [1,2] | jq('.[] * (3,4)') }}", "[3,6,4,8]"),
    Example("{{ ['ab'] | jq('.[0] * 2, (.[0] | index(\"b\"))') }}", #"["abab",1]"#),
    Example("{{ [1] | jq('def f: .; f') }}{{ [1] | jq('empty') }}", "[[1]][]"),
  ]

  @Test("gives the list of outputs", arguments: examples)
  func gives(_ example: Example) throws {
    #expect(try example.rendered() == example.expected)
  }

  @Test(
    "can neither end nor crash the process, nor read files",
    arguments: [
      "halt", "halt_error", "[1114112] | implode", "[\"a\"] | implode", "input", "import \"a\" as a; .",
      "include \"a\"; .", "\"x\" | modulemeta", "null | .[1000000000] = 1", "\"x\" * 1000000000",
      "setpath([1000000000]; 1)",
      "null | .[1000000000] |= 1", "error", "error(null) | x", ".[", "\"\\u0000\" | test(\"[\")",
      "fromstream([[1000000000], 1])",
    ])
  func isContained(_ program: String) {
    #expect(throws: JQError.self) { try JQPool.shared.run(program, on: "\"abc\"", outputBytes: 1 << 20) }
  }

  @Test("is stopped when it makes too much", arguments: ["range(1000000)", "[range(100000)]"])
  func isBounded(_ program: String) {
    #expect(throws: JQError.self) { try JQPool.shared.run(program, on: "null", outputBytes: 10_000) }
  }

  @Test("is stopped when it would not end", arguments: ["def f: f; f", "[limit(1; repeat(empty))] | until(false; .)"])
  func ends(_ program: String) {
    #expect(throws: JQError.limit("the time of jq")) {
      try JQPool.shared.run(program, on: "null", outputBytes: 10_000, seconds: 0.2)
    }
  }

  @Test("is stopped when it takes all memory, however deep what it makes")
  func isBoundedInMemory() {
    #expect(throws: JQError.self) {
      try JQPool.shared.run("reduce range(1000000000) as $i (.; [.])", on: "null", outputBytes: 10_000)
    }
  }
}
