import FlowStore
import FlowTasks
import Pebble
import Testing

@Suite("Storage tasks")
struct StorageTaskTests {
  private let bench = TaskBench()

  @Test("Write, Size and Delete work on one file")
  func file() async throws {
    let written = try await bench.run(
      "plugin.core.storage.Write", ["content": .string("héllo"), "extension": .string(".txt")])
    let uri = try #require(written.values["uri"])
    #expect(try bench.contents(of: uri) == "héllo")
    #expect(uri.masked == uri)
    guard case .string(let text) = uri else { return }
    #expect(text.hasPrefix("kestra:///company/team/flow/executions/e/tasks/task/run/") && text.hasSuffix(".txt"))
    #expect(try await bench.run("core.tasks.storages.Size", ["uri": uri]).values == ["size": .int(6)])
    #expect(
      try await bench.run("plugin.core.storage.Delete", ["uri": uri]).values == ["uri": uri, "deleted": .bool(true)])
    #expect(try await bench.run("plugin.core.storage.Delete", ["uri": uri]).values["deleted"] == .bool(false))
    let missing = await bench.failure("plugin.core.storage.Delete", ["uri": uri, "errorOnMissing": .bool(true)])
    #expect(missing?.contains(text) == true)
  }

  @Test("Write refuses a secret: files lie in the open")
  func secret() async {
    let message = await bench.failure("plugin.core.storage.Write", ["content": .secret(Secret(.string("hush")))])
    #expect(message?.contains("secret") == true)
    #expect(message?.contains("hush") == false)
  }

  @Test(
    "paths that lead elsewhere are refused",
    arguments: ["kestra:///../etc/passwd", "file:///etc/passwd", "/etc/passwd"])
  func outside(_ path: String) async {
    for type in ["Size", "Delete"] {
      #expect(await bench.failure("plugin.core.storage.\(type)", ["uri": .string(path)])?.contains("'uri'") == true)
    }
  }

  @Test("Concat joins files with a separator after each")
  func concat() async throws {
    let files = Value.list([try bench.file("a", name: "1"), try bench.file("b", name: "2")])
    let joined = try await bench.run("plugin.core.storage.Concat", ["files": files, "separator": .string("-")])
    #expect(try bench.contents(of: joined.values["uri"]) == "a-b-")
  }

  @Test(
    "Split cuts at the ends of lines, by rows, bytes or partitions",
    arguments: [
      (["rows": .int(2)], ["1\n2\n", "3\n4\n", "5\n"]),
      (["bytes": .string("3")], ["1\n2\n", "3\n4\n", "5\n"]),
      (["bytes": .string("1KB")], ["1\n2\n3\n4\n5\n"]),
      (["partitions": .int(2)], ["1\n3\n5\n", "2\n4\n"]),
      (["rows": .int(3), "separator": .string(";")], ["1;2;3;", "4;5;"]),
    ] as [(ValueMap, [String])])
  func split(_ properties: ValueMap, _ expected: [String]) async throws {
    var properties = properties
    properties["from"] = try bench.file("1\n2\r\n3\n4\n5")
    guard case .list(let uris)? = try await bench.run("plugin.core.storage.Split", properties).values["uris"] else {
      Issue.record("no list")
      return
    }
    #expect(try uris.map { try bench.contents(of: $0) } == expected)
  }

  @Test(
    "Split says what it needs",
    arguments: [[:], ["rows": .int(0)], ["partitions": .int(100_000)], ["bytes": .string("x")]] as [ValueMap])
  func badSplit(_ properties: ValueMap) async throws {
    var properties = properties
    properties["from"] = try bench.file("1")
    #expect(await bench.failure("plugin.core.storage.Split", properties) != nil)
  }

  @Test("Reverse turns lines around, whatever the length of the file", arguments: [3, 400_000])
  func reverse(_ count: Int) async throws {
    let lines = (0..<count).map(String.init)
    let from = try bench.file(lines.joined(separator: "\n") + "\n", name: "x.csv")
    let uri = try await bench.run("plugin.core.storage.Reverse", ["from": from]).values["uri"]
    #expect(try bench.contents(of: uri) == lines.reversed().joined(separator: "\n") + "\n")
  }

  @Test("an empty file stays empty")
  func empty() async throws {
    let from = try bench.file("")
    #expect(
      try bench.contents(of: try await bench.run("plugin.core.storage.Reverse", ["from": from]).values["uri"]) == "")
    #expect(
      try await bench.run("plugin.core.storage.Split", ["from": from, "rows": .int(1)]).values == ["uris": .list([])])
  }
}
