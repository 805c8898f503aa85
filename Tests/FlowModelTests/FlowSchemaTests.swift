import FlowModel
import Pebble
import Testing

@Suite("JSON schema of flows")
struct FlowSchemaTests {
  private let catalog = TaskCatalog([
    TaskSchema(
      type: "example.Send", aliases: ["old.Send"], summary: "Sends.",
      properties: [
        PropertySpec("to", .string, "Whom.", isRequired: true),
        PropertySpec("times", .integer, "How often.", defaultValue: .int(1)),
        PropertySpec("mode", .enumeration(["FAST", "SLOW"]), "How.", isDynamic: false),
      ])
  ])

  private func member(_ path: String..., of value: Value) -> Value? {
    var value = value
    for key in path {
      switch value {
      case .map(let entries): value = entries[key] ?? .null
      case .list(let items): value = Int(key).flatMap { items.indices.contains($0) ? items[$0] : nil } ?? .null
      default: return nil
      }
    }
    return value
  }

  @Test("each task type has a branch, chosen by its name or an older one")
  func branches() {
    let schema = FlowSchema(catalog: catalog).value
    let branch = member("definitions", "task", "allOf", "0", of: schema) ?? .null
    #expect(member("if", "properties", "type", "enum", of: branch) == ["example.Send", "old.Send"])
    #expect(member("then", "required", of: branch) == ["id", "type", "to"])
    #expect(member("then", "properties", "timeout", "description", of: branch) != .null)
    #expect(member("definitions", "task", "properties", "type", "enum", of: schema) == ["example.Send", "old.Send"])
  }

  @Test("a dynamic property also takes an expression, a static one does not")
  func expressions() {
    let branch = member(
      "definitions", "task", "allOf", "0", "then", "properties", of: FlowSchema(catalog: catalog).value)
    let times = member("times", of: branch ?? .null) ?? .null
    #expect(member("anyOf", "0", "type", of: times) == "integer")
    #expect(member("anyOf", "1", "type", of: times) == "string")
    #expect(member("default", of: times) == 1)
    #expect(member("mode", "enum", of: branch ?? .null) == ["FAST", "SLOW"])
  }
}
