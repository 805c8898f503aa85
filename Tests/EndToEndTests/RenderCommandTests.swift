import Testing

/// `apus render` as it was built.
@Suite("apus render")
struct RenderCommandTests {
  @Test("renders an argument or a file with a context of JSON or YAML")
  func rendersOne() throws {
    let folder = try WorkFolder()
    try folder.write("{\"name\": \"Ada\", \"list\": [1, {\"a\": null}]}", to: "context.json")
    try folder.write("name: Bob\n", to: "context.yaml")
    try folder.write("Hello {{ name }}!", to: "letter.pebble")
    let json = BuiltBinary.run(
      ["render", "{{ name | upper }}", "--context", "\(folder.path)/context.json"], in: folder.path)
    #expect(json.stdout == "ADA\n" && json.exitCode == 0)
    let yaml = BuiltBinary.run(
      ["render", "--file", "\(folder.path)/letter.pebble", "--context", "\(folder.path)/context.yaml"], in: folder.path)
    #expect(yaml.stdout == "Hello Bob!\n")
    let typed = BuiltBinary.run(
      ["render", "--typed", "{{ list }}", "--context", "\(folder.path)/context.json"], in: folder.path)
    #expect(typed.stdout == "[1,{\"a\":null}]\n")
  }

  @Test("says what failed and where, and masks secrets")
  func fails() throws {
    let folder = try WorkFolder()
    let missing = BuiltBinary.run(["render", "a\n{{ missing }}"], in: folder.path)
    #expect(missing.exitCode == 1 && missing.stdout.isEmpty)
    #expect(missing.stderr.contains("Unable to find `missing` used in the expression"))
    let secret = BuiltBinary.run(
      ["render", "Bearer {{ secret('TOKEN') }}"], environment: ["SECRET_TOKEN": "czNjcmV0"], in: folder.path)
    #expect(secret.stdout == "Bearer ******\n")
    #expect(BuiltBinary.run(["render"], in: folder.path).exitCode == 2)
  }

  @Test("answers line by line and in order, whatever the lines hold")
  func lines() throws {
    let folder = try WorkFolder()
    let requests = [
      #"{"template": "{{ a + 1 }}", "context": {"a": 1}}"#,
      #"{"template": "{{ a }}", "context": {"a": [1, null]}, "typed": true}"#,
      #"{"template": "x\n {{ oops }}"}"#, "not json", #"{"template": 5}"#, #"{"template": "{{ (((((( "}"#,
      #"{"template": "last"}"#,
    ]
    try folder.write(requests.joined(separator: "\n"), to: "requests.jsonl")
    let output = BuiltBinary.run(["render", "--jsonl"], input: "\(folder.path)/requests.jsonl", in: folder.path)
    let lines = output.stdout.split(separator: "\n").map(String.init)
    #expect(output.exitCode == 0)
    #expect(lines.count == requests.count)
    #expect(lines.first == #"{"result":"2"}"#)
    #expect(lines.dropFirst().first == #"{"result":[1,null]}"#)
    #expect(lines.dropFirst(2).first?.hasSuffix(#""line":2,"column":5}"#) == true)
    #expect(lines.dropFirst(3).prefix(3).allSatisfy { $0.hasPrefix("{\"error\":") })
    #expect(lines.last == #"{"result":"last"}"#)
  }
}
