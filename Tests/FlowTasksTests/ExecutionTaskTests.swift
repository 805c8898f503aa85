import FlowModel
import FlowTasks
import Pebble
import Testing

@Suite("Execution tasks")
struct ExecutionTaskTests {
  private let bench = TaskBench()

  @Test(
    "Fail fails always, or when its condition is true",
    arguments: [
      (nil, true), ("true", true), ("null", true), ("False", true), ("false", false), ("0", false), (" ", false),
    ]
      as [(String?, Bool)])
  func fail(_ condition: String?, _ fails: Bool) async {
    var properties: ValueMap = [:]
    if let condition { properties["condition"] = .string(condition) }
    #expect(await bench.failure("plugin.core.execution.Fail", properties) == (fails ? "Task failure" : nil))
  }

  @Test("Fail takes a message, and its old name")
  func failMessage() async {
    let message = await bench.failure("core.tasks.executions.Fail", ["errorMessage": .string("no luck")])
    #expect(message == "no luck")
  }

  @Test("Assert counts what does not hold")
  func assertion() async {
    let properties: ValueMap = [
      "conditions": .list(["true", "false", "0"].map { .string($0) }), "errorMessage": .string("see above"),
    ]
    #expect(await bench.failure("plugin.core.execution.Assert", properties) == "2 assertions failed!\nsee above")
    #expect(bench.record.metrics.withLock { $0.map(\.value) } == [1, 2])
    #expect(
      await bench.failure("plugin.core.execution.Assert", ["conditions": .list([.string("")])]) == "1 assertion failed!"
    )
    #expect(await bench.failure("plugin.core.execution.Assert", ["conditions": .list([.string("x")])]) == nil)
  }

  @Test("tasks that change the execution leave updates, and no outputs")
  func updates() async throws {
    let set = try await bench.run("plugin.core.execution.SetVariables", ["variables": .map(["a": .int(1)])])
    #expect(set.updates == [.setVariables(["a": .int(1)], overwrite: true)])
    let unset = try await bench.run(
      "plugin.core.execution.UnsetVariables", ["variables": .list([.string("a")]), "ignoreMissing": .bool(true)])
    #expect(unset.updates == [.unsetVariables(["a"], ignoreMissing: true)])
    let exit = try await bench.run("plugin.core.execution.Exit", ["state": .string("CANCELED")])
    #expect(exit.updates == [.exit(.cancelled)])
    #expect(try await bench.run("plugin.core.execution.Exit").updates == [.exit(.success)])
    let resume = try await bench.run(
      "plugin.core.execution.Resume", ["executionId": .string("x"), "inputs": .map(["ok": .bool(true)])])
    #expect(resume.updates == [.resume(ExecutionID("x"), inputs: ["ok": .bool(true)])])
    #expect(set.values.isEmpty && unset.values.isEmpty && exit.values.isEmpty && resume.values.isEmpty)
  }

  @Test(
    "Labels takes a map, a list or JSON text",
    arguments: [
      Value.map(["a": .string("1"), "b": .int(2)]),
      .list([
        .map(["key": .string("a"), "value": .string("1")]), .map(["key": .string("b"), "value": .string("2")]),
      ]),
      .string(#"{"a": "1", "b": 2}"#),
    ])
  func labels(_ labels: Value) async throws {
    let outputs = try await bench.run("plugin.core.execution.Labels", ["labels": labels])
    #expect(outputs.updates == [.addLabels(["a": "1", "b": "2"])])
  }

  @Test("Labels refuses system labels, secrets and what is no label")
  func badLabels() async {
    let system = await bench.failure("plugin.core.execution.Labels", ["labels": .map(["system.x": .string("y")])])
    #expect(system?.contains("System labels can only be set by Kestra itself, offending label: system.x=y") == true)
    for value in [Value.secret(Secret(.map(["a": .string("hush")]))), .string("x"), .list([.int(1)]), .int(1)] {
      let message = await bench.failure("plugin.core.execution.Labels", ["labels": value])
      #expect(message?.contains("'labels'") == true)
      #expect(message?.contains("hush") != true)
    }
  }

  @Test("Echo writes to the log")
  func echo() async throws {
    _ = try await bench.run("plugin.core.debug.Echo", ["format": .string("hi"), "level": .string("WARN")])
    #expect(bench.record.log.withLock { $0 } == ["warn hi"])
  }
}
