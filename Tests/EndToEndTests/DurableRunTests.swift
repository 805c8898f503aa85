import FlowSQL
import FlowStore
import Testing

@Suite("Durable runs")
struct DurableRunTests {
  @Test("--store keeps the execution with its flow, every change, and a result that can be read again")
  func store() async throws {
    let folder = try WorkFolder()
    let source = """
      id: durable
      namespace: company.team
      tasks:
        - id: set
          type: io.kestra.plugin.core.execution.SetVariables
          variables:
            who: Ada
        - id: say
          type: io.kestra.plugin.core.debug.Return
          format: "Hello {{ vars.who }}"
      """
    try folder.write(source, to: "flow.yaml")
    let output = BuiltBinary.run(
      ["run", folder.path + "/flow.yaml", "--storage", folder.path + "/storage", "--store", folder.path + "/s.db"],
      in: folder.path)
    #expect(output.exitCode == 0)
    let store = try await SQLStore.open(.sqlite(folder.path + "/s.db"))
    let found = try await store.executions.search(ExecutionQuery())
    let execution = try #require(found.executions.first)
    #expect(found.total == 1)
    #expect(execution.state.current == .success)
    #expect(execution.isClosed)
    #expect(execution.variables == ["who": .string("Ada")])
    #expect(execution.taskRuns.last?.outputs == ["value": .string("Hello Ada")])
    #expect(try await store.executions.load(execution.id).flow.source == source)
    await store.close()
  }

  @Test("a store that cannot be opened is said in words, and nothing runs")
  func badStore() throws {
    let folder = try WorkFolder()
    try folder.write(
      "id: a\nnamespace: b\ntasks:\n  - id: t\n    type: io.kestra.plugin.core.debug.Return\n", to: "flow.yaml")
    let output = BuiltBinary.run(
      [
        "run", folder.path + "/flow.yaml", "--storage", folder.path + "/storage", "--store", folder.path + "/none/s.db",
      ],
      in: folder.path)
    #expect(output.exitCode != 0)
    #expect(output.stderr.contains("cannot be opened"))
  }
}
