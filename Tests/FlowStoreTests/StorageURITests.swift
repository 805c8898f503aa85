import FlowStore
import Testing

@Suite("Storage URI")
struct StorageURITests {
  @Test("keeps its path through parsing and printing")
  func roundTrip() throws {
    let uri = try StorageURI("kestra:///company/my-flow/executions/1/a%20b%25.csv")
    #expect(uri.components == ["company", "my-flow", "executions", "1", "a b%.csv"])
    #expect(uri.name == "a b%.csv")
    #expect(try StorageURI(uri.description) == uri)
  }

  @Test(
    "refuses every way out of the root, after decoding (D01)",
    arguments: [
      "kestra:///", "kestra://", "kestra:///..", "kestra:///a/../b", "kestra:///a/..%2fb",
      "kestra:///%2e%2e/etc/passwd",
      "kestra:///a/%2E%2E/b", "kestra:///..\\b", "kestra:///a%5cb", "kestra:///a/%00", "kestra:///a//b",
      "kestra:////etc",
      "kestra:///a/.", "kestra:///./a", "kestra:///a/", "kestra:///a%2Fb", "kestra:///%zz", "kestra:///a%2",
      "kestra:///%ff",
      "kestra:///" + String(repeating: "n", count: 256), "kestra://host/a",
    ])
  func traversal(text: String) {
    #expect(throws: StorageError.self) { try StorageURI(text) }
  }

  @Test("text that only looks like dots or was escaped twice is a plain name (D01)")
  func lookAlikes() throws {
    #expect(try StorageURI("kestra:///%252e%252e/x").components == ["%2e%2e", "x"])
    #expect(try StorageURI("kestra:///\u{2025}/x").components == ["\u{2025}", "x"])
    #expect(try StorageURI("kestra:///.../x").components == ["...", "x"])
  }

  @Test("another scheme is said to be one")
  func scheme() {
    #expect(throws: StorageError(.invalidScheme("file:///etc/passwd"))) { try StorageURI("file:///etc/passwd") }
    #expect(throws: StorageError(.invalidURI("/etc/passwd"))) { try StorageURI("/etc/passwd") }
  }
}
