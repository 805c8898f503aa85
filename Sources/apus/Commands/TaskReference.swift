import FlowModel
import Pebble

/// The reference page of one task type.
struct TaskReference {
  let text: String

  init(_ schema: TaskSchema) {
    var lines = [schema.type.name, "  \(schema.summary)", ""]
    if !schema.aliases.isEmpty {
      lines += ["Older names: " + schema.aliases.map(\.name).joined(separator: ", "), ""]
    }
    lines.append("Properties")
    for property in schema.properties { lines += TaskReference.lines(of: property, indent: "  ") }
    if !schema.outputs.isEmpty {
      lines += ["", "Outputs"]
      for output in schema.outputs {
        lines.append("  \(output.name)  \(TaskReference.word(for: output.kind))  \(output.summary)")
      }
    }
    text = lines.joined(separator: "\n")
  }

  private static func lines(of property: PropertySpec, indent: String) -> [String] {
    var notes = [word(for: property.kind)]
    if property.isRequired { notes.append("required") }
    if !property.isDynamic { notes.append("no expressions") }
    if let value = property.defaultValue { notes.append("default \(JSON.text(of: value))") }
    if let instead = property.deprecation { notes.append("deprecated: \(instead)") }
    var lines = ["\(indent)\(property.name)  (\(notes.joined(separator: ", ")))", "\(indent)    \(property.summary)"]
    switch property.kind {
    case .object(let specs): for spec in specs { lines += self.lines(of: spec, indent: indent + "    ") }
    case .variants(let discriminator, let variants):
      for variant in variants {
        lines.append("\(indent)    \(discriminator): \(variant.name)")
        for spec in variant.properties where spec.name != discriminator {
          lines += self.lines(of: spec, indent: indent + "      ")
        }
      }
    default: break
    }
    return lines
  }

  private static func word(for kind: PropertyKind) -> String {
    switch kind {
    case .string: "text"
    case .integer: "whole number"
    case .number: "number"
    case .boolean: "true or false"
    case .duration: "ISO 8601 duration"
    case .enumeration(let words): words.joined(separator: " | ")
    case .list(let element): "list of \(word(for: element))"
    case .map(let element): "map of \(word(for: element))"
    case .object: "map with the keys below"
    case .variants(let discriminator, let variants):
      "map with \(discriminator) \(variants.map(\.name).joined(separator: " | "))"
    case .either(let kinds): kinds.map(word).joined(separator: " or ")
    case .any, .typed: "any value"
    case .tasks: "tasks"
    }
  }
}
