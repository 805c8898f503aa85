import FlowStore
import Pebble
import Testing

@Suite("Large outputs")
struct OutputSpillTests {
  private let storage = InMemoryFileStorage()

  private func address(_ name: String) throws(StorageError) -> StorageURI {
    try StorageURI(components: ["e", name + ".json"])
  }

  @Test("go to a file and come back equal; small ones and secrets stay")
  func roundTrip() throws {
    let spill = OutputSpill(storage: storage, limit: 1000)
    let long = String(repeating: "é\n", count: 500)
    let outputs: ValueMap = [
      "small": .string("x"), "text": .string(long), "list": .list(Array(repeating: .map(["a": .int(1)]), count: 300)),
      "secret": .secret(Secret(.string(long))),
    ]
    let kept = try spill.spill(outputs, to: address)
    #expect(kept["small"] == .string("x"))
    #expect(kept["secret"]?.containsSecret == true)
    #expect(JSON.text(of: kept["text"] ?? .null).hasPrefix(#"{"$spilled":"kestra:///e/text.json","bytes":"#))
    #expect(JSON.text(of: kept["list"] ?? .null).utf8.count < 100)
    #expect(try spill.restore(kept) == outputs)
    #expect(Array(kept.keys) == Array(outputs.keys))
  }

  @Test("whose file is gone are an error, not an empty value")
  func missing() throws {
    let spill = OutputSpill(storage: storage, limit: 10)
    let kept = try spill.spill(["a": .string("more than ten bytes")], to: address)
    try storage.delete(try address("a"))
    #expect(throws: StorageError(.notFound("kestra:///e/a.json"))) { try spill.restore(kept) }
  }
}
