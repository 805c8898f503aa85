import FlowModel
import FlowStore
import Pebble
import Testing

@Suite("Key-value store")
struct KeyValueStoreTests {
  private func entry(
    _ fixture: StoreFixture, _ key: String, _ value: Value, namespace: String = "n", ttl: Duration? = nil
  ) -> KeyValue {
    let now = fixture.clock.now
    return KeyValue(
      namespace: namespace, key: key, type: KeyValueType(of: value), value: value, description: "d", createdAt: now,
      updatedAt: now, expiresAt: ttl.map { now.adding($0) })
  }

  @Test(
    "gives every kind of value back with its type", arguments: Backend.allCases,
    [
      Value.string("a\u{0}é"), .int(.max), .double(0.1), .bool(false), .null,
      .instant(Instant(seconds: 1, nanoseconds: 5)),
      .list([.int(1), .map(["$x": .string("y")])]), .map(["b": .int(1), "a": .int(2)]),
      .secret(Secret(.string("hush"), masked: "h***")),
    ])
  func values(_ backend: Backend, _ value: Value) async throws {
    let fixture = try await StoreFixture(backend)
    let entry = entry(fixture, "k", value)
    try await fixture.keyValues.set(entry, overwrites: true)
    #expect(try await fixture.keyValues.value(of: "k", in: "n") == .found(entry))
    #expect(try fixture.keyValues.valueNow(of: "k", in: "n") == .found(entry))
    #expect(try await fixture.keyValues.value(of: "K", in: "n") == .missing)
    #expect(try await fixture.keyValues.value(of: "k", in: "n.m") == .missing)
  }

  @Test("overwrites when told to, and keeps the date of creation", arguments: Backend.allCases)
  func overwrites(_ backend: Backend) async throws {
    let fixture = try await StoreFixture(backend)
    let first = entry(fixture, "k", .int(1))
    try await fixture.keyValues.set(first, overwrites: false)
    fixture.clock.advance(by: .seconds(5))
    let second = entry(fixture, "k", .string("x"))
    await #expect(throws: StoreError(.alreadyExists("key 'k' of 'n'"))) {
      try await fixture.keyValues.set(second, overwrites: false)
    }
    try await fixture.keyValues.set(second, overwrites: true)
    let found = try await fixture.keyValues.value(of: "k", in: "n").entry
    #expect(found?.value == .string("x"))
    #expect(found?.createdAt == first.createdAt)
    #expect(found?.updatedAt == second.updatedAt)
  }

  @Test("a value whose time has run out is gone, and may be written anew", arguments: Backend.allCases)
  func expiry(_ backend: Backend) async throws {
    let fixture = try await StoreFixture(backend)
    try await fixture.keyValues.set(entry(fixture, "k", .int(1), ttl: .seconds(10)), overwrites: true)
    try await fixture.keyValues.set(entry(fixture, "stays", .int(1)), overwrites: true)
    fixture.clock.advance(by: .seconds(10))
    #expect(try await fixture.keyValues.value(of: "k", in: "n") == .expired)
    #expect(try fixture.keyValues.valueNow(of: "k", in: "n") == .expired)
    #expect(try await fixture.keyValues.list(namespace: "n", prefix: "", after: nil, limit: 9).map(\.key) == ["stays"])
    let again = entry(fixture, "k", .int(2), ttl: .seconds(10))
    try await fixture.keyValues.set(again, overwrites: false)
    #expect(try await fixture.keyValues.value(of: "k", in: "n") == .found(again))
    fixture.clock.advance(by: .seconds(10))
    #expect(try await fixture.keyValues.delete("k", in: "n") == false)
    try await fixture.keyValues.set(entry(fixture, "k", .int(1), ttl: .zero), overwrites: true)
    #expect(try await fixture.keyValues.purgeExpired() == 1)
    #expect(try await fixture.keyValues.value(of: "k", in: "n") == .missing)
    #expect(try await fixture.keyValues.delete("stays", in: "n"))
  }

  @Test("lists by prefix, in order and in pages", arguments: Backend.allCases)
  func lists(_ backend: Backend) async throws {
    let fixture = try await StoreFixture(backend)
    for key in ["b", "a1", "a2", "A", "a_", "a"] {
      try await fixture.keyValues.set(entry(fixture, key, .int(1)), overwrites: true)
    }
    try await fixture.keyValues.set(entry(fixture, "a3", .int(1), namespace: "m"), overwrites: true)
    func keys(_ prefix: String, after key: String? = nil, limit: Int = 9) async throws -> [String] {
      try await fixture.keyValues.list(namespace: "n", prefix: prefix, after: key, limit: limit).map(\.key)
    }
    #expect(try await keys("") == ["A", "a", "a1", "a2", "a_", "b"])
    #expect(try await keys("a") == ["a", "a1", "a2", "a_"])
    #expect(try await keys("a_") == ["a_"])
    #expect(try await keys("%") == [])
    #expect(try await keys("a", after: "a", limit: 2) == ["a1", "a2"])
  }

  @Test(
    "keys have Kestra's pattern",
    arguments: [("a", true), ("A.b_c-1", true), ("", false), (".a", false), ("a b", false), ("ä", false)])
  func keys(_ key: String, _ isValid: Bool) {
    #expect(KeyValue.isValid(key: key) == isValid)
  }
}
