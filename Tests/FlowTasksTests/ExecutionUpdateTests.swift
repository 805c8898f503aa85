import FlowTasks
import Pebble
import Testing

@Suite("Updates of the execution")
struct ExecutionUpdateTests {
  private let current: ValueMap = ["a": .int(1), "m": .map(["x": .int(1), "y": .int(2)])]

  @Test("setting variables merges maps at any depth and keeps the order")
  func merges() throws {
    let update = ExecutionUpdate.setVariables(
      ["m": .map(["y": .int(3), "z": .null]), "b": .bool(true)], overwrite: true)
    let after = try update.variables(after: current)
    #expect(JSON.text(of: .map(after)) == #"{"a":1,"m":{"x":1,"y":3,"z":null},"b":true}"#)
  }

  @Test("setting without overwriting refuses names that are there")
  func refusesExisting() {
    let update = ExecutionUpdate.setVariables(["a": .int(2), "b": .int(1)], overwrite: false)
    #expect(throws: UpdateError(.variablesExist(["a"]))) { try update.variables(after: current) }
  }

  @Test("unsetting removes names, and refuses missing ones unless told to ignore them")
  func unsets() throws {
    #expect(
      try ExecutionUpdate.unsetVariables(["m"], ignoreMissing: false).variables(after: current) == ["a": .int(1)])
    #expect(throws: UpdateError(.variablesMissing(["q"]))) {
      try ExecutionUpdate.unsetVariables(["a", "q"], ignoreMissing: false).variables(after: current)
    }
    #expect(try ExecutionUpdate.unsetVariables(["q"], ignoreMissing: true).variables(after: current) == current)
  }

  @Test("unsetting takes a path into maps")
  func unsetsPath() throws {
    let after = try ExecutionUpdate.unsetVariables(["m.x"], ignoreMissing: false).variables(after: current)
    #expect(after == ["a": .int(1), "m": .map(["y": .int(2)])])
    #expect(throws: UpdateError(.variablesMissing(["a.x"]))) {
      try ExecutionUpdate.unsetVariables(["a.x"], ignoreMissing: false).variables(after: current)
    }
  }

  @Test("other updates leave the variables alone")
  func others() throws {
    #expect(try ExecutionUpdate.exit(.killed).variables(after: current) == current)
  }
}
