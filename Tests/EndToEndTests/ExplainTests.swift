import Glibc
import Pebble
import Testing

@Suite("Explaining a flow")
struct ExplainTests {
  private static let flow = """
    id: explained
    namespace: company.team
    inputs:
      - id: user
        type: STRING
        defaults: Ada's
    variables:
      base: https://example.org
    tasks:
      - id: login
        type: io.kestra.plugin.core.http.Request
        uri: "{{ vars.base }}/login"
        method: POST
        body: "user={{ inputs.user }}"
        headers:
          Authorization: "Bearer {{ secret('API_KEY') }}"
      - id: use
        type: io.kestra.plugin.core.http.Request
        uri: "https://example.org/x/{{ outputs.login.code }}"
    """

  private func explain(_ arguments: [String]) throws -> BuiltBinary.Output {
    var template = Array("/tmp/apus-explain-XXXXXX".utf8CString)
    let made = try #require(mkdtemp(&template))
    let folder = String(cString: made)
    let file = try #require(fopen(folder + "/flow.yaml", "w"))
    fputs(Self.flow, file)
    fclose(file)
    // Base64 of k3y-canary-value.
    return BuiltBinary.run(
      ["explain", folder + "/flow.yaml", "--storage", folder + "/storage"] + arguments,
      environment: ["SECRET_API_KEY": "azN5LWNhbmFyeS12YWx1ZQ=="], in: folder)
  }

  @Test("prints each request as a curl command, quoted, secrets and unknown values as variables")
  func curl() throws {
    let output = try explain([])
    #expect(output.exitCode == 0, "\(output.stderr)")
    #expect(output.stdout.contains("--header 'Authorization: Bearer '\"${API_KEY}\" \\\n"))
    #expect(output.stdout.contains("--data-raw 'user=Ada'\\''s'"))
    #expect(output.stdout.contains("--url https://example.org/login"))
    #expect(output.stdout.contains("--url https://example.org/x/\"${LOGIN_CODE}\""))
    #expect(output.stdout.contains("# LOGIN_CODE: output of an earlier task login.code"))
    #expect(!output.stdout.contains("k3y-canary-value"))
  }

  @Test("says in JSON where each value comes from")
  func origins() throws {
    let output = try explain(["--output", "json", "--input", "user=Bob"])
    guard case .map(let document) = try JSON.parse(output.stdout), case .list(let tasks)? = document["tasks"],
      case .map(let first)? = tasks.first, case .list(let properties)? = first["properties"]
    else {
      Issue.record("\(output.stdout)")
      return
    }
    func origin(_ path: String) -> Value? {
      for case .map(let property) in properties where property["path"] == .string(path) { return property["origins"] }
      return nil
    }
    #expect(origin("uri") == .list([.map(["kind": .string("variable"), "name": .string("base")])]))
    #expect(origin("method") == .list([.map(["kind": .string("literal")])]))
    #expect(origin("body") == .list([.map(["kind": .string("input"), "name": .string("user")])]))
    #expect(
      origin("headers.Authorization") == .list([.map(["kind": .string("secret"), "name": .string("API_KEY")])]))
    #expect(first["curl"]?.kindText.contains("user=Bob") == true)
  }
}

extension Value {
  fileprivate var kindText: String { if case .string(let text) = self { text } else { "" } }
}
