import FlowModel
import FlowStore
import Pebble
import Testing

@Suite("Flow repository")
struct FlowRepositoryTests {
  @Test("counts revisions, and an unchanged text makes none", arguments: Backend.allCases)
  func revisions(_ backend: Backend) async throws {
    let fixture = try await StoreFixture(backend)
    let flows = fixture.flows
    #expect(try await flows.save("a: 1", namespace: "n", id: "f", policy: .createOrUpdate).revision == 1)
    fixture.clock.advance(by: .seconds(1))
    #expect(try await flows.save("a: 1", namespace: "n", id: "f", policy: .update).revision == 1)
    let second = try await flows.save("a: 2\n# é", namespace: "n", id: "f", policy: .update)
    #expect(second == StoredFlow(namespace: "n", id: "f", revision: 2, source: "a: 2\n# é", date: fixture.clock.now))
    #expect(try await flows.flow(namespace: "n", id: "f", revision: nil) == second)
    #expect(try await flows.flow(namespace: "n", id: "f", revision: 1)?.source == "a: 1")
    #expect(try await flows.flow(namespace: "n", id: "f", revision: 3) == nil)
    #expect(try await flows.revisions(namespace: "n", id: "f").map(\.revision) == [1, 2])
  }

  @Test("creates only what is not there, and updates only what is", arguments: Backend.allCases)
  func policies(_ backend: Backend) async throws {
    let fixture = try await StoreFixture(backend)
    defer { withExtendedLifetime(fixture) {} }
    let flows = fixture.flows
    await #expect(throws: StoreError(.notFound("flow 'n.f'"))) {
      _ = try await flows.save("a", namespace: "n", id: "f", policy: .update)
    }
    _ = try await flows.save("a", namespace: "n", id: "f", policy: .create)
    await #expect(throws: StoreError(.alreadyExists("flow 'n.f'"))) {
      _ = try await flows.save("a", namespace: "n", id: "f", policy: .create)
    }
  }

  @Test(
    "a deleted flow is hidden, keeps its revisions, and goes on counting when it comes back",
    arguments: Backend.allCases)
  func deletion(_ backend: Backend) async throws {
    let fixture = try await StoreFixture(backend)
    defer { withExtendedLifetime(fixture) {} }
    let flows = fixture.flows
    _ = try await flows.save("a", namespace: "n", id: "f", policy: .create)
    #expect(try await flows.delete(namespace: "n", id: "f"))
    #expect(try await flows.delete(namespace: "n", id: "f") == false)
    #expect(try await flows.flow(namespace: "n", id: "f", revision: nil) == nil)
    #expect(try await flows.flow(namespace: "n", id: "f", revision: 1)?.isDeleted == true)
    #expect(try await flows.namespaces() == [])
    var query = FlowQuery()
    #expect(try await flows.search(query).total == 0)
    query.includesDeleted = true
    #expect(try await flows.search(query).flows.map(\.isDeleted) == [true])
    #expect(try await flows.save("a", namespace: "n", id: "f", policy: .create).revision == 2)
  }

  @Test("searches names and text by namespace, in pages", arguments: Backend.allCases)
  func search(_ backend: Backend) async throws {
    let fixture = try await StoreFixture(backend)
    defer { withExtendedLifetime(fixture) {} }
    let flows = fixture.flows
    for (namespace, id, source) in [
      ("b", "one", "x: Needle"), ("a.b", "two", ""), ("a", "three", ""), ("a_b", "four", ""),
    ] {
      _ = try await flows.save(source, namespace: namespace, id: id, policy: .create)
    }
    func found(_ change: (inout FlowQuery) -> Void) async throws -> [String] {
      var query = FlowQuery()
      change(&query)
      return try await flows.search(query).flows.map { "\($0.namespace).\($0.id)" }
    }
    #expect(try await found { _ in } == ["a.three", "a.b.two", "a_b.four", "b.one"])
    #expect(try await found { $0.namespace = "a" } == ["a.three", "a.b.two"])
    #expect(try await found { $0.text = "needle" } == ["b.one"])
    #expect(try await found { $0.text = "THREE" } == ["a.three"])
    #expect(try await found { $0.text = "_" } == ["a_b.four"])
    #expect(
      try await found {
        $0.limit = 2; $0.offset = 1
      } == ["a.b.two", "a_b.four"])
    #expect(try await flows.namespaces() == ["a", "a.b", "a_b", "b"])
  }
}
