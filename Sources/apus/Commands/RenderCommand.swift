import ArgumentParser
import FlowModel
import FlowTasks
import Glibc
import Pebble

/// `apus render`: one expression or many, without a flow.
struct RenderCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "render", abstract: "Render an expression and print what it gives.",
    discussion: """
      Secrets come from the environment, as SECRET_<NAME> in base64, and print as dots.

      Examples:
        apus render '{{ name | upper }}' --context values.yaml
        apus render --typed '{{ [1, 2] }}'
        echo '{"template":"{{ a + 1 }}","context":{"a":1},"typed":true}' | apus render --jsonl

      Exit codes: 0 rendered, 1 the expression failed, 2 the command line or the context is wrong.
      """)

  /// The largest template or context file, and the longest line of `--jsonl`, in bytes.
  static let maximumBytes = 16 << 20

  @Argument(help: "The template.")
  var template: String?

  @Option(help: "A file to take the template from instead; - is standard input.", completion: .file())
  var file: String?

  @Option(help: "A JSON or YAML file with the variables, an object by name.", completion: .file())
  var context: String?

  @Flag(help: "Keep the type of a template that is one expression, and print it as JSON.")
  var typed = false

  @Flag(help: "Read one {\"template\", \"context\", \"typed\"} a line from standard input, write one result a line.")
  var jsonl = false

  func run() throws {
    let functions = RenderFunctions.all
    if jsonl {
      guard template == nil, file == nil, context == nil else {
        throw UsageError("--jsonl takes templates and contexts from standard input alone")
      }
      return try RenderLines(functions: functions).run()
    }
    let scope = Scope(try variables(), functions: functions)
    let text = try source()
    do throws(PebbleError) {
      let template = try Template(text)
      if typed {
        Console.data(JSON.text(of: try template.renderTyped(scope).masked))
      } else {
        Console.data(try template.render(scope).masked)
      }
    } catch {
      Console.talk("\(Console.errorMark) \(Console.printable(error.description))")
      throw ExitCode(1)
    }
  }

  private func source() throws -> String {
    switch (template, file) {
    case (let text?, nil): return text
    case (nil, let path?):
      let bytes = try FileContents.read(path, limit: RenderCommand.maximumBytes)
      guard let text = String(validating: bytes, as: UTF8.self) else { throw UsageError("'\(path)' is not UTF-8") }
      return text
    default: throw UsageError("give a template or --file, one of them")
    }
  }

  private func variables() throws -> ValueMap {
    guard let context else { return [:] }
    let bytes = try FileContents.read(context, limit: RenderCommand.maximumBytes)
    let value = try context.hasSuffix(".json") ? json(bytes, context) : yaml(bytes, context)
    guard case .map(let entries) = value else { throw UsageError("'\(context)' is no object of variables by name") }
    return entries
  }

  private func json(_ bytes: [UInt8], _ path: String) throws -> Value {
    do {
      return try JSON.parse(String(decoding: bytes, as: UTF8.self))
    } catch {
      throw UsageError("'\(path)' is not JSON: \(error)")
    }
  }

  private func yaml(_ bytes: [UInt8], _ path: String) throws -> Value {
    do {
      return try YAMLDocument.value(of: try FlowSource(name: path, bytes: bytes))
    } catch {
      throw UsageError("'\(path)' is not YAML: \(error)")
    }
  }
}

/// What expressions can call besides the language's own functions.
enum RenderFunctions {
  static var all: [String: Function] {
    var variables: [String: String] = [:]
    var entry = environ
    while let pointer = entry.pointee {
      let text = String(cString: pointer)
      if text.hasPrefix("SECRET_"), let split = text.firstIndex(of: "=") {
        variables[String(text[..<split])] = String(text[text.index(after: split)...])
      }
      entry += 1
    }
    let secrets = SecretSource.environment(variables).source
    let secret = Function("secret", parameters: ["key"]) { arguments throws(PebbleError) in
      let key = try arguments.text("key")
      guard let text = secrets[key] else { throw .failed("Cannot find secret for key '\(key)'.") }
      return .secret(Secret(.string(text)))
    }
    return [secret.name: secret]
  }
}
