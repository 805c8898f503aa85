import FlowModel
import FlowTasks
import Pebble

/// Renders one of a flow's outputs: a single expression keeps the type of its value, a declared type stands over it.
struct FlowOutputReader {
  let renderer: PropertyRenderer

  func read(_ output: OutputDefinition) throws -> Value {
    let value = try renderer.typed(output.value, at: "outputs.\(output.id)")
    guard let type = output.type, value != .null else { return value }
    return try InputParser.parse(value, for: InputDefinition(id: output.id, type: type))
  }
}
