import FlowModel
import Pebble

/// Leaves named values as outputs.
public struct OutputValuesTask: RunnableTask {
  public static let schema = TaskSchema(
    type: "io.kestra.plugin.core.output.OutputValues", summary: "Leaves named values as outputs.",
    properties: [values.spec], outputs: [OutputSpec("values", .map(.any), "The rendered values.")])

  static let values = Property<ValueMap?>("values", "The values by name; expressions in them are rendered.")

  let values: ValueMap?

  public init(_ properties: RenderedProperties) throws(PropertyError) {
    values = try properties[Self.values]
  }

  public func run(in context: RunContext) async throws -> Outputs {
    guard let values else { return .none }
    return Outputs(["values": .map(values)])
  }
}
