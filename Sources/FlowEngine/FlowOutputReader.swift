import FlowModel
import FlowTasks
import Pebble

/// Renders one of a flow's outputs: a single expression keeps the type of its value.
struct FlowOutputReader {
  let renderer: PropertyRenderer

  func read(_ output: OutputDefinition) throws -> Value {
    try renderer.typed(output.value, at: "outputs.\(output.id)")
  }
}
