import Pebble

/// An explanation for readers and for programs.
struct ExplanationText {
  private let explanation: FlowExplanation

  init(_ explanation: FlowExplanation) {
    self.explanation = explanation
  }

  var text: String {
    explanation.tasks.enumerated().map { index, task in
      var lines = ["\(index + 1). \(task.id)  \(task.type)"]
      let width = task.properties.map(\.path.count).max() ?? 0
      for property in task.properties {
        let origins = property.origins.map { "\($0.kind) \($0.name)" }.joined(separator: ", ")
        let path = property.path + String(repeating: " ", count: width - property.path.count)
        let value = Console.printable(property.text).replacing("\n", with: "\\n")
        lines.append("   \(path)  \(value)" + (origins.isEmpty ? "" : "   ← \(origins)"))
      }
      if let problem = task.problem {
        lines.append("   not known before it runs: \(Console.printable(problem))")
      }
      if let curl = task.curl {
        lines.append("")
        for variable in task.variables {
          lines.append("# \(variable.variable): \(variable.origin.kind) \(variable.origin.name)")
        }
        // Not indented: a line of a body would change.
        lines.append(Console.printable(curl))
      }
      return lines.joined(separator: "\n")
    }.joined(separator: "\n\n")
  }

  var value: Value {
    .map([
      "id": .string(explanation.flow.id), "namespace": .string(explanation.flow.namespace),
      "tasks": .list(explanation.tasks.map(task)),
    ])
  }

  private func task(_ task: FlowExplanation.ExplainedTask) -> Value {
    var values: ValueMap = ["id": .string(task.id), "type": .string(task.type)]
    values["properties"] = .list(
      task.properties.map { property in
        .map([
          "path": .string(property.path), "value": .string(property.text),
          "origins": .list(
            property.origins.isEmpty
              ? [.map(["kind": .string("literal")])]
              : property.origins.map { .map(["kind": .string($0.kind), "name": .string($0.name)]) }),
        ])
      })
    if let curl = task.curl { values["curl"] = .string(curl) }
    values["variables"] = .list(
      task.variables.map { variable in
        .map([
          "variable": .string(variable.variable), "kind": .string(variable.origin.kind),
          "name": .string(variable.origin.name),
        ])
      })
    if let problem = task.problem { values["problem"] = .string(problem) }
    return .map(values)
  }
}
