import Cryptography
import FlowTasks
import Pebble
import Testing

@testable import FlowHTTP

@Suite("HTTP trigger")
struct HTTPTriggerTests {
  private func trigger(_ properties: ValueMap = [:], condition: String? = nil) throws -> HTTPTrigger {
    var all: ValueMap = ["uri": .string("http://h.invalid/"), "params": .map(["q": .string("1")])]
    for (name, value) in properties { all[name] = value }
    return try HTTPTrigger(RenderedProperties(all), condition: condition, transport: TaskRunner.transport)
  }

  private func outputs(_ code: Int, _ body: String?) -> Outputs {
    var values: ValueMap = [
      "uri": .string("http://h.invalid/"), "code": .int(code), "headers": .map(["x": .list([.string("1")])]),
      "exchange": .map([:]),
    ]
    if let body { values["body"] = .string(body) }
    return Outputs(values)
  }

  @Test(
    "fires when its condition on the response is met",
    arguments: [
      (nil, 200, "x", true), (nil, 404, "x", false), ("{{ response.body == 'go' }}", 500, "go", true),
      ("{{ json(response.body).ready }}", 200, "{\"ready\": false}", false),
      ("{{ response.headers.x | first }}", 200, nil, true), ("{{ response.body }}", 204, nil, false),
      ("0", 200, "", false),
      ("-0", 200, "", false), ("  ", 200, "", false), ("no", 200, "", true),
    ] as [(String?, Int, String?, Bool)])
  func condition(_ condition: String?, _ code: Int, _ body: String?, _ fires: Bool) throws {
    let variables = try trigger(condition: condition).evaluate(outputs(code, body))
    #expect((variables != nil) == fires)
    if let variables {
      #expect(variables["code"] == .int(code) && variables["exchange"] == nil)
    }
  }

  @Test("fails the evaluation when the condition cannot be rendered")
  func broken() throws {
    let trigger = try trigger(condition: "{{ response.body | nothing }}")
    #expect(throws: PebbleError.self) { try trigger.evaluate(outputs(200, "x")) }
  }

  @Test("takes failing statuses, sends its params, and asks once a minute unless told otherwise")
  func properties() throws {
    let standard = try trigger(["options": .map(["allowFailed": .bool(false)])])
    #expect(standard.interval == .seconds(60))
    #expect(standard.request.properties.options.acceptance == .all)
    #expect(try standard.request.prepared().uri.text.revealed == "http://h.invalid/?q=1")
    #expect(try trigger(["interval": .string("PT5M")]).interval == .seconds(300))
    #expect(throws: PropertyError.self) { try trigger(["interval": .string("PT0S")]) }
    let listed = try trigger(["options": .map(["allowedResponseCodes": .list([.int(200)])])])
    #expect(listed.request.properties.options.acceptance == .only([200]))
  }

  @Test("reads an encrypted body in its condition and hands it on encrypted")
  func encrypted() throws {
    let key = try #require(EncryptionKey(bytes: [UInt8](repeating: 7, count: 32)))
    var outputs = outputs(200, nil)
    outputs.values["encryptedBody"] = try EncryptedValue.seal("go", with: key)
    let variables = try trigger(condition: "{{ response.body == 'go' }}").evaluate(outputs, encryption: key)
    #expect(variables?["encryptedBody"] == outputs.values["encryptedBody"])
  }
}
