import FlowEngine
import FlowModel
import Pebble

/// The inputs of a command line: `name=value`, `name=@path` and a file of values by name.
struct GivenInputs {
  /// What is known of one input before its type is.
  enum Given {
    case text(String)
    case file(path: String)
    case value(Value)
  }

  let values: [String: Given]

  init(arguments: [String], file: String?) throws {
    var values: [String: Given] = [:]
    if let file {
      guard case .map(let entries) = try YAMLFile.read(file) else {
        throw UsageError("'\(file)' has to hold a map of inputs by name")
      }
      for (name, value) in entries { values[name] = .value(value) }
    }
    for argument in arguments {
      guard let equals = argument.firstIndex(of: "="), equals > argument.startIndex else {
        throw UsageError("--input '\(argument)' is not of the form name=value or name=@path")
      }
      let name = String(argument[..<equals])
      let text = String(argument[argument.index(after: equals)...])
      values[name] = text.hasPrefix("@") ? .file(path: String(text.dropFirst())) : .text(text)
    }
    self.values = values
  }
}

/// A YAML file of data.
enum YAMLFile {
  static func read(_ path: String) throws -> Value {
    try YAMLDocument.value(of: try FlowSource(name: path, bytes: try FileContents.read(path)))
  }
}
