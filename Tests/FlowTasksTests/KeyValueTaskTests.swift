import FlowModel
import FlowStore
import FlowTasks
import Pebble
import Testing

@Suite("Key-value tasks")
struct KeyValueTaskTests {
  private let bench = TaskBench()

  private func evaluate(_ template: String) throws -> Value {
    let language = Environment.standard.adding(function: KeyValueTasks.function(store: bench.keyValues))
    let flow = Value.map(["namespace": .string("company.team")])
    return try Template(template, in: language).evaluate(Scope(["flow": flow]))
  }

  @Test(
    "Set reads text by its type, and Get and kv() give it back",
    arguments: [
      (.string("5"), nil, .string("5")), (.string("5"), "NUMBER", .int(5)), (.string("TRUE"), "BOOLEAN", .bool(true)),
      (.string(#"{"a":[1]}"#), "JSON", .map(["a": .list([.int(1)])])), (.string("PT1H"), "DURATION", .string("PT1H")),
      (.string("2024-01-02T03:04:05Z"), "DATETIME", .instant(Instant(seconds: 1_704_164_645))),
      (.string("2024-01-02"), "DATE", .string("2024-01-02")), (.map(["x": .int(1)]), nil, .map(["x": .int(1)])),
    ] as [(Value, String?, Value)])
  func types(_ given: Value, _ type: String?, _ expected: Value) async throws {
    var properties: ValueMap = ["key": .string("k"), "value": given]
    if let type { properties["kvType"] = .string(type) }
    _ = try await bench.run("plugin.core.kv.Set", properties)
    #expect(try await bench.run("plugin.core.kv.Get", ["key": .string("k")]).values == ["value": expected])
    #expect(try evaluate("{{ kv('k') }}") == expected)
  }

  @Test("text that is not of the type is refused", arguments: ["NUMBER", "JSON", "DURATION", "DATETIME", "DATE"])
  func badText(_ type: String) async {
    let message = await bench.failure(
      "plugin.core.kv.Set", ["key": .string("k"), "value": .string("{x"), "kvType": .string(type)])
    #expect(message?.contains("'value'") == true)
  }

  @Test("a secret stays a secret on its way through the store")
  func secret() async throws {
    _ = try await bench.run("plugin.core.kv.Set", ["key": .string("k"), "value": .secret(Secret(.string("hush")))])
    #expect(try await bench.run("plugin.core.kv.Get", ["key": .string("k")]).values["value"]?.containsSecret == true)
    #expect(try evaluate("{{ 'x' ~ kv('k') }}").containsSecret)
  }

  @Test("overwrite: false refuses, and the namespace may be another")
  func overwrite() async throws {
    let properties: ValueMap = [
      "key": .string("k"), "value": .string("v"), "namespace": .string("other"), "overwrite": .bool(false),
    ]
    _ = try await bench.run("plugin.core.kv.Set", properties)
    #expect(await bench.failure("plugin.core.kv.Set", properties)?.contains("key 'k'") == true)
    #expect(try await bench.run("plugin.core.kv.Get", ["key": .string("k")]).values == [:])
    #expect(try evaluate("{{ kv('k', namespace='other') }}") == .string("v"))
  }

  @Test("kv() looks through the namespaces above the flow's, and fails for what is nowhere")
  func inheritance() async throws {
    _ = try await bench.run(
      "plugin.core.kv.Set", ["key": .string("up"), "value": .string("v"), "namespace": .string("company")])
    #expect(try evaluate("{{ kv('up') }}") == .string("v"))
    #expect(try evaluate("{{ kv('none', errorOnMissing=false) ?? 'd' }}") == .string("d"))
    #expect(throws: PebbleError.self) { try evaluate("{{ kv('up', namespace='company.team') }}") }
    #expect { try evaluate("{{ kv('none') }}") } throws: { error in
      "\(error)".contains("The key 'none' does not exist in the namespace 'company.team'.")
    }
  }

  @Test("GetKeys lists and Delete removes")
  func keys() async throws {
    for key in ["b", "a2", "a1"] {
      _ = try await bench.run("plugin.core.kv.Set", ["key": .string(key), "value": .int(1), "ttl": .string("PT1H")])
    }
    let keys = try await bench.run("plugin.core.kv.GetKeys", ["prefix": .string("a")])
    #expect(keys.values == ["keys": .list([.string("a1"), .string("a2")])])
    #expect(try await bench.run("plugin.core.kv.Delete", ["key": .string("b")]).values == ["deleted": .bool(true)])
    #expect(try await bench.run("plugin.core.kv.Delete", ["key": .string("b")]).values == ["deleted": .bool(false)])
    for type in ["Delete", "Get"] {
      let message = await bench.failure("plugin.core.kv.\(type)", ["key": .string("b"), "errorOnMissing": .bool(true)])
      #expect(message == "No value found for key 'b' in namespace 'company.team' and `errorOnMissing` is set to true")
    }
  }

  @Test("a bad key is refused", arguments: ["", "a b", ".a", "../x"])
  func badKey(_ key: String) async {
    #expect(await bench.failure("plugin.core.kv.Get", ["key": .string(key)])?.contains("'key'") == true)
  }
}

@Suite("Log tasks")
struct LogStoreTaskTests {
  @Test("Fetch writes entries as JSON lines, and PurgeLogs removes them")
  func fetchAndPurge() async throws {
    let bench = TaskBench()
    try await bench.logs.append(
      [(LogLevel.debug, "a"), (.info, "b\n"), (.error, "c")].enumerated().map { index, entry in
        LogRecord(
          namespace: "company.team", flowID: "flow", executionID: ExecutionID("e"), taskID: "t",
          date: Instant(seconds: Int64(index)), level: entry.0, message: entry.1)
      })
    let fetched = try await bench.run("plugin.core.log.Fetch")
    #expect(fetched.values["size"] == .int(2))
    let lines = try bench.contents(of: fetched.values["uri"]).split(separator: "\n").map(String.init)
    #expect(
      lines.first
        == #"{"namespace":"company.team","flowId":"flow","taskId":"t","executionId":"e","timestamp":"1970-01-01T00:00:01Z","level":"INFO","message":"b\n"}"#
    )
    let purged = try await bench.run(
      "plugin.core.log.PurgeLogs",
      ["endDate": .string("2024-01-01"), "logLevels": .list([.string("DEBUG"), .string("INFO")])])
    #expect(purged.values["count"] == .int(2))
    #expect(try await bench.run("plugin.core.log.Fetch", ["level": .string("TRACE")]).values["size"] == .int(1))
  }
}
