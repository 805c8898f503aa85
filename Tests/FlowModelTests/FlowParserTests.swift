import FlowModel
import OrderedCollections
import Pebble
import Testing

@Suite("Reading flows")
struct FlowParserTests {
  @Test("reads a flow with all its parts")
  func wholeFlow() throws {
    let (flow, diagnostics) = read(
      """
      id: login
      namespace: company.team
      description: Logs in
      labels:
        team: core
      inputs:
        - id: user
          type: STRING
          defaults: 1.10
      variables:
        n: 012
      tasks:
        - id: call
          type: io.kestra.plugin.fs.http.Request
          uri: "https://example.org/{{ inputs.user }}"
          method: POST
          timeout: PT10M
          runIf: "{{ true }}"
          allowFailure: true
          logLevel: WARN
          headers:
            X-Version: 1.10
      outputs:
        - id: code
          type: INT
          value: "{{ outputs.call.code }}"
      """)
    #expect(diagnostics == [])
    let read = try #require(flow)
    #expect(read.id == "login" && read.namespace == "company.team" && read.description == "Logs in")
    #expect(read.labels == [Label(key: "team", value: .literal(.string("core")))])
    #expect(read.inputs.first?.defaults == .literal(.string("1.10")))
    #expect(read.variables["n"] == .literal(.int(12)))
    let task = try #require(read.tasks.first)
    #expect(task.type == "io.kestra.plugin.fs.http.Request")
    #expect(task.schema.type == "io.kestra.plugin.core.http.Request")
    #expect(task.timeout == .literal(.string("PT10M")) && task.allowFailure && task.logLevel == .warn)
    #expect(task.properties["headers"] == .map(["X-Version": .literal(.string("1.10"))]))
    guard case .template(let uri)? = task.properties["uri"] else {
      Issue.record("the address is not a template")
      return
    }
    #expect(uri.text == "https://example.org/{{ inputs.user }}")
    #expect(read.outputs.first?.type == .int)
  }

  @Test(
    "says what is wrong, where, and what to do",
    arguments: [
      ("metod: POST", "unknown-property 7:5", "did you mean 'method'?"),
      ("method: PSOT", "unknown-word 7:13", "did you mean 'POST'?"),
      ("count: many", "wrong-type 7:12", nil),
      ("count: 1.5", "wrong-type 7:12", nil),
      ("tags: 5", "wrong-type 7:11", nil),
      ("headers: [a]", "wrong-type 7:14", nil),
      ("fixed: '{{ x }}'", "static-property 7:12", "write the value itself"),
      ("old: a", "deprecated-property 7:5", "use 'body'"),
      ("options:\n  followRedirects: yes", "wrong-type 8:24", "write true or false"),
      ("options:\n  connectTimeout: 30s", "invalid-duration 8:23", "write it as in ISO 8601: PT30S, PT5M, P1D"),
      ("options:\n  auth:\n    type: BEARRER\n    token: x", "unknown-word 9:15", "did you mean 'BEARER'?"),
      ("options:\n  auth:\n    type: BEARER", "missing-property 9:9", nil),
      ("options:\n  auth:\n    token: x", "missing-property 9:9", "one of: BASIC, BEARER"),
      ("timeout: soon", "invalid-duration 7:14", "write it as in ISO 8601: PT30S, PT5M, P1D"),
      ("disabled: '{{ x }}'", "static-property 7:15", "write the value itself"),
      ("workerGroup:\n  key: gpu", "unsupported-property 7:5", nil),
      ("target:\n  a: 1", nil, nil),
    ] as [(String, String?, String?)])
  func taskProblems(_ lines: String, _ expected: String?, _ help: String?) {
    let diagnostics = read(flow(lines)).diagnostics
    #expect(summary(diagnostics) == (expected.map { [$0] } ?? []))
    #expect(diagnostics.first?.help == help)
  }

  @Test(
    "checks the flow around its tasks",
    arguments: [
      ("id: f", ["missing-property 1:1", "missing-property 1:1"]),
      ("[a]", ["wrong-type 1:1"]),
      ("id: -f\nnamespace: A.b\ntasks: []", ["invalid-id 1:5", "invalid-id 2:12", "no-tasks 3:8"]),
      ("id: f\nnamespace: a\ntask: []", ["missing-property 1:1", "unknown-property 3:1"]),
      (
        "id: f\nnamespace: a\ntasks:\n- {id: a, type: io.kestra.plugin.core.http.Requst, uri: x}",
        ["unknown-task-type 4:17"]
      ),
      (
        "id: f\nnamespace: a\ntasks:\n- {id: a, type: io.kestra.plugin.core.log.Log, message: x}\n"
          + "- {id: a, type: io.kestra.plugin.core.log.Log, message: x}", ["duplicate-id 5:8"]
      ),
    ])
  func flowProblems(_ text: String, _ expected: [String]) {
    #expect(summary(read(text).diagnostics) == expected)
  }

  @Test(
    "checks inputs",
    arguments: [
      ("{id: a, type: STRING}, {id: a, type: INT}", ["duplicate-id 4:32"]),
      ("{id: a, type: STRNG}", ["unknown-word 4:18"]),
      ("{id: a, type: STRING, min: 1}", ["unknown-property 4:26"]),
      ("{id: a, type: SELECT}", ["missing-property 4:4"]),
      ("{id: a, type: ARRAY}", ["missing-property 4:4"]),
      ("{id: a, type: INT, dependsOn: {inputs: [b]}}", ["unknown-input 4:4"]),
      (
        "{id: a, type: INT, dependsOn: {inputs: [b]}}, {id: b, type: INT, dependsOn: {inputs: [a]}}",
        ["input-cycle 4:4", "input-cycle 4:50"]
      ),
      ("{id: a, type: INT, defaults: x}", ["invalid-default 4:33"]),
      ("{id: a, type: INT, defaults: 7, max: 5}", ["invalid-default 4:33"]),
      ("{id: a, type: SELECT, values: [x], defaults: y}", ["invalid-default 4:49"]),
      ("{id: a, type: ARRAY, itemType: INT, defaults: [1, 2]}", []),
      ("{id: a, type: BOOL, defaults: '{{ x }}'}", []),
      ("{id: a, type: STRING, required: false, defaults: x}", ["optional-with-default 4:43"]),
    ])
  func inputProblems(_ inputs: String, _ expected: [String]) {
    let text =
      "id: f\nnamespace: a\ninputs:\n  [\(inputs)]\n"
      + "tasks:\n- {id: t, type: io.kestra.plugin.core.log.Log, message: x}"
    #expect(summary(read(text).diagnostics) == expected)
  }

  @Test(
    "names the place of an error inside an expression",
    arguments: [
      ("body: '{{ a + }}'", 7), ("body: |\n  one\n  {{ a + }}", 9), ("formData:\n  '{{ a + }}': 1", 8),
      ("headers:\n  A: |\n    {% if %}", 9), ("body: >\n  one\n\n  two {{ 'a }}\n", 10),
    ])
  func expressionProblems(_ lines: String, _ line: Int) {
    let diagnostics = read(flow(lines)).diagnostics
    #expect(diagnostics.map(\.code) == ["invalid-expression"])
    #expect(diagnostics.first?.span?.start.line == line)
  }

  @Test("plugin defaults fill gaps, and replace when they are forced")
  func pluginDefaults() throws {
    let text =
      flow("method: GET\noptions:\n  followRedirects: false") + """
        pluginDefaults:
          - type: io.kestra.plugin.core.http
            values:
              method: POST
              body: filled
              options: {followRedirects: true, connectTimeout: PT1S}
          - type: io.kestra.plugin.core.http.Request
            forced: true
            values: {uri: forced}
          - type: io.kestra.plugin.core.log.Log
            values: {message: other}
        """
    let (flow, diagnostics) = read(text)
    #expect(diagnostics == [])
    let properties = try #require(flow?.tasks.first?.properties)
    #expect(properties["method"] == .literal(.string("GET")))
    #expect(properties["body"] == .literal(.string("filled")))
    #expect(properties["uri"] == .literal(.string("forced")))
    #expect(
      properties["options"]
        == .map(["followRedirects": .literal(.bool(false)), "connectTimeout": .literal(.string("PT1S"))]))
  }

  @Test("a static map may hold properties that take expressions")
  func dynamicInsideStatic() {
    let text = flow("options:\n  auth: {type: BASIC, username: a, password: \"{{ secret('P') }}\"}")
    #expect(read(text).diagnostics.isEmpty)
    #expect(summary(read(flow("options: '{{ x }}'")).diagnostics) == ["static-property 7:14"])
  }
}
