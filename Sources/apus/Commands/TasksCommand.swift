import ArgumentParser
import FlowModel
import FlowTasks
import Pebble

/// `apus tasks`: what can be written in a flow, from the definitions that validate it.
struct TasksCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tasks", abstract: "List task types, or show one type's properties and outputs.",
    discussion: "Example: apus tasks io.kestra.plugin.core.http.Request")

  @Argument(help: "A task type or the end of its name.")
  var type: String?

  func run() throws {
    let catalog = Workspace.offlineRegistry.catalog
    guard let type else {
      for schema in catalog.schemas { Console.data("\(schema.type)  \(schema.summary)") }
      return
    }
    let matches = catalog.schemas.filter { schema in
      ([schema.type] + schema.aliases).contains { $0.name == type || $0.name.hasSuffix("." + type) }
    }
    guard let schema = matches.first, matches.count == 1 else {
      let reason =
        matches.isEmpty ? "no task type '\(type)'" : "'\(type)' is the end of several task types; say more of it"
      Console.talk("\(Console.errorMark) \(reason); `apus tasks` lists them")
      throw ExitCode(2)
    }
    Console.data(TaskReference(schema).text)
  }
}

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
    case .any: "any value"
    case .tasks: "tasks"
    }
  }
}
