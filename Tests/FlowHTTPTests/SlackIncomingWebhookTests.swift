import FlowTasks
import Pebble
import Testing

@testable import FlowHTTP

@Suite("Slack incoming webhook")
struct SlackIncomingWebhookTests {
  private func task(_ properties: ValueMap) throws -> SlackIncomingWebhookTask {
    try SlackIncomingWebhookTask(RenderedProperties(properties), transport: TaskRunner.transport)
  }

  @Test("is one POST of JSON")
  func request() throws {
    let prepared = try task([
      "url": .string("https://chat.example/hook"), "payload": .string(#"{"text": "hi"}"#),
    ]).request.prepared()
    #expect(prepared.method == "POST")
    #expect(prepared.uri.text.revealed == "https://chat.example/hook")
    #expect(prepared.body == .bytes(Array(#"{"text": "hi"}"#.utf8)))
  }

  @Test("a plain text becomes a payload; secrets in it and in the address stay masked")
  func secrets() throws {
    let secret = Value.secret(Secret(.string("https://chat.example/hush")))
    let task = try task(["url": secret, "messageText": .secret(Secret(.string("a \"b\""), masked: "a ***"))])
    #expect(task.payload.revealed == #"{"text":"a \"b\""}"#)
    #expect(task.payload.masked == #"{"text":"a ***"}"#)
    #expect(try task.request.prepared().uri.text.isSecret)
  }

  @Test("refuses what is no JSON, and nothing at all")
  func refuses() {
    #expect(throws: PropertyError.self) { try task(["url": .string("https://x.example"), "payload": .string("{")]) }
    #expect(throws: PropertyError.self) { try task(["url": .string("https://x.example")]) }
  }
}
