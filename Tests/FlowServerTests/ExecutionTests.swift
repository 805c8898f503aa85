import FlowStore
import Pebble
import Testing

@testable import FlowServer

@Suite("Flows and executions by the API")
struct ExecutionTests {
  private static let flow = """
    id: inputs_demo
    namespace: dev
    inputs:
      - id: user
        type: STRING
      - id: report
        type: FILE
        required: false
    tasks:
      - id: hello
        type: io.kestra.plugin.core.log.Log
        message: "Hello {{ inputs.user }}"
    outputs:
      - id: greeting
        type: STRING
        value: "Hello {{ inputs.user }}"
    """
  private static let yaml = "Content-Type: application/x-yaml"

  private func form(_ parts: [(disposition: String, content: String)]) -> String {
    parts.map { "--x\r\nContent-Disposition: form-data; \($0.disposition)\r\n\r\n\($0.content)\r\n" }.joined()
      + "--x--\r\n"
  }

  @Test("a flow is created, read, changed, found, checked and deleted, in both spellings of the tenant")
  func flows() async throws {
    try await TestServer.run { server in
      let created = await server.send("POST", "/api/v1/main/flows", headers: [Self.yaml], body: Self.flow)
      #expect(created.status == 200, "\(created.body)")
      #expect(created["revision"] == .int(1))
      let twice = await server.send("POST", "/api/v1/flows", headers: [Self.yaml], body: Self.flow)
      #expect(twice.status == 422)
      #expect(twice["message"] == .string("Invalid entity: flow.id: Flow id already exists"))
      let changed = await server.send(
        "PUT", "/api/v1/flows/dev/inputs_demo", headers: [Self.yaml], body: Self.flow + "\ndescription: x\n")
      #expect(changed["revision"] == .int(2))
      #expect(await server.send("GET", "/api/v1/flows/dev/inputs_demo?revision=1")["revision"] == .int(1))
      #expect(await server.send("GET", "/api/v1/main/flows/dev/inputs_demo")["source"] == nil)
      #expect(await server.send("GET", "/api/v1/main/flows/search?q=INPUTS")["total"] == .int(1))
      let wrong = await server.send(
        "POST", "/api/v1/flows/validate", headers: [Self.yaml], body: Self.flow + "\n---\nid: x\n")
      guard case .list(let results)? = wrong.json, results.count == 2, case .map(let first) = results[0],
        case .map(let second) = results[1]
      else {
        Issue.record("unexpected: \(wrong.body)")
        return
      }
      #expect(first["constraints"] == nil)
      #expect(second["constraints"] != nil)
      #expect(await server.send("DELETE", "/api/v1/flows/dev/inputs_demo").status == 204)
      #expect(await server.send("GET", "/api/v1/flows/dev/inputs_demo").status == 404)
    }
  }

  @Test(
    "an execution takes inputs and files of both conventions, is waited for, read and found",
    arguments: [#"name="report"; filename="r.csv""#, #"name="files"; filename="report""#])
  func executions(file: String) async throws {
    try await TestServer.run { server in
      _ = await server.send("POST", "/api/v1/flows", headers: [Self.yaml], body: Self.flow)
      let answer = await server.send(
        "POST", "/api/v1/executions/dev/inputs_demo?wait=true",
        headers: ["Content-Type: multipart/form-data; boundary=x"],
        body: form([(#"name="user""#, "John Doe"), (file, "a,b")]))
      #expect(answer.status == 200, "\(answer.body)")
      #expect(answer["outputs"] == .map(["greeting": .string("Hello John Doe")]))
      guard case .map(let inputs)? = answer["inputs"], case .string(let id)? = answer["id"] else {
        Issue.record("unexpected: \(answer.body)")
        return
      }
      #expect(inputs["report"]?.text.hasPrefix("kestra:///dev/inputs-demo/executions/\(id)/inputs/report/") == true)
      #expect(await server.send("GET", "/api/v1/main/executions/\(id)").body.contains("\"current\":\"SUCCESS\""))
      #expect(await server.send("GET", "/api/v1/executions/search?state=SUCCESS")["total"] == .int(1))
      #expect(await server.send("GET", "/api/v1/executions/search?state=FAILED")["total"] == .int(0))
      #expect(await server.send("GET", "/api/v1/logs/\(id)?minLevel=INFO").body.contains("Hello John Doe"))
      #expect(await server.send("DELETE", "/api/v1/executions/\(id)/kill").status == 409)
      #expect(await server.send("DELETE", "/api/v1/executions/\(id)").status == 204)
      #expect(await server.send("GET", "/api/v1/executions/\(id)").status == 404)
    }
  }

  @Test(
    "what cannot be started says why: no flow, a missing input, another media type, a broken form, a path for a file")
  func refused() async throws {
    try await TestServer.run { server in
      _ = await server.send("POST", "/api/v1/flows", headers: [Self.yaml], body: Self.flow)
      let target = "/api/v1/executions/dev/inputs_demo"
      let form = ["Content-Type: multipart/form-data; boundary=x"]
      #expect(await server.send("POST", "/api/v1/executions/dev/nope").status == 404)
      let missing = await server.send("POST", target)
      #expect(missing.status == 422)
      #expect(missing["message"]?.text.contains("Missing required input:user") == true)
      #expect(
        await server.send("POST", target, headers: ["Content-Type: application/json"], body: "{}").status == 415)
      for body in ["x", "--x", "--x\r\n", "--x\r\n\r\n", "--x\r\nA: b\r\n\r\nc\r\n--x--"] {
        #expect(await server.send("POST", target, headers: form, body: body).status == 400, "\(body)")
      }
      let path = self.form([(#"name="user""#, "u"), (#"name="report""#, "/etc/passwd")])
      #expect(await server.send("POST", target, headers: form, body: path).status == 422)
    }
  }

  @Test(
    "G05: parameters that are no numbers, states or orders are refused, and any other text is only compared",
    arguments: [
      ("size=0", 422), ("page=x", 422), ("size=1000000", 422), ("state=NOPE", 422), ("sort=id;DROP", 400),
      ("namespace='%20OR%201=1--", 200), ("namespace=%25", 200), ("flowId=_", 200), ("labels=x", 422),
      ("namespace=%00", 400), ("namespace=%zz", 400), ("filters[nope][EQUALS]=1", 422),
    ])
  func search(query: String, status: Int) async throws {
    try await TestServer.run { server in
      let answer = await server.send("GET", "/api/v1/executions/search?\(query)")
      #expect(answer.status == status, "\(answer.body)")
      if status == 200 { #expect(answer["total"] == .int(0)) }
    }
  }

  @Test("the description tells every route, and every route answers within it")
  func openAPI() async throws {
    try await TestServer.run { server in
      let answer = await server.send("GET", "/openapi.json")
      guard case .map(let paths)? = answer["paths"] else {
        Issue.record("no paths: \(answer.body)")
        return
      }
      for route in server.table.routes where route.name != "getOpenAPI" {
        guard case .map(let operations)? = paths[route.path.description],
          case .map(let operation)? = operations[route.method.lowercased()]
        else {
          Issue.record("\(route.name) is not described")
          continue
        }
        #expect(operation["operationId"] == .string(route.name))
        let path = route.path.description.replacing("{", with: "").replacing("}", with: "")
        let reached = await server.send(route.method, path)
        #expect((200..<500).contains(reached.status) && reached.status != 405, "\(route.method) \(path)")
      }
      #expect(Set(server.table.routes.map(\.name)).count == server.table.routes.count)
    }
  }

  @Test("G06: a body that announces more than is taken is refused unread")
  func tooLarge() async throws {
    try await TestServer.run { server in
      let answer = await server.raw(
        "POST /api/v1/flows HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-yaml\r\n"
          + "Content-Length: 10000000000\r\n\r\n")
      #expect(answer.status == 413)
      #expect(answer.header("connection") == "close")
    }
  }
}
