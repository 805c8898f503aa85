import FlowModel
import FlowTasks
import Pebble

/// Makes a flow's typed inputs of what was given, what is left out and what the flow says of both.
public struct InputBinder: Sendable {
  /// What was given for one input.
  public enum Given: Hashable, Sendable {
    case text(String)
    case value(Value)
  }

  /// An input that cannot be taken; the messages are Kestra's.
  public struct Failure: Error, Sendable, CustomStringConvertible {
    public let messages: [String]
    public var description: String { messages.joined(separator: "\n") }
  }

  private let flow: Flow
  private let services: EngineServices
  private let masker: Masker

  public init(flow: ValidatedFlow, services: EngineServices, masker: Masker) {
    self.flow = flow.flow
    self.services = services
    self.masker = masker
  }

  /// Binds every input, in the flow's order. All problems are collected.
  public func bind(_ given: [String: Given]) throws(Failure) -> ValueMap {
    var bound: ValueMap = [:]
    var messages: [String] = []
    for input in flow.inputs {
      do {
        guard try isEnabled(input, bound: bound) else { continue }
        if let value = try value(of: input, given: given[input.id], bound: bound) {
          bound[input.id] = value
          if value.containsSecret { masker.remember(value) }
        } else if input.isRequired {
          messages.append("Missing required input:\(input.id)")
        }
      } catch is RenderFailure where !messages.isEmpty && given[input.id] == nil {
        // A default made of an input that was refused: mending that one mends this.
        continue
      } catch {
        messages.append(masker.mask("\(error)"))
      }
    }
    guard messages.isEmpty else { throw Failure(messages: messages) }
    return bound
  }

  private func value(of input: InputDefinition, given: Given?, bound: ValueMap) throws -> Value? {
    let choices = try choices(of: input, bound: bound)
    func parse(_ value: Value) throws -> Value {
      try InputParser.parse(value, for: input, choices: choices) { try? RegularExpression.fits($1, $0) }
    }
    switch given {
    case .text(let text): return try parse(.string(text))
    case .value(let value): return try parse(value)
    case nil:
      if let defaults = input.defaults {
        return try parse(renderer(bound).typed(defaults, at: "inputs.\(input.id).defaults"))
      }
      guard input.selectsFirst, let first = (choices ?? input.values)?.first else { return nil }
      return try parse(input.type == .multiselect ? .list([.string(first)]) : .string(first))
    }
  }

  /// What may be selected, for an input that says it by an expression.
  private func choices(of input: InputDefinition, bound: ValueMap) throws -> [String]? {
    guard let expression = input.expression else { return nil }
    let rendered: Value
    do {
      rendered = try renderer(bound).typed(.template(expression), at: "inputs.\(input.id).expression")
    } catch {
      throw InputError(.unreadable("Cannot render 'expression'. Cause: \(error)"), inputID: input.id)
    }
    var list = rendered.revealed
    if case .string(let text) = list, let parsed = try? JSON.parse(text) { list = parsed }
    guard case .list(let items) = list else {
      throw InputError(
        .unreadable("Invalid expression result. Expected a list of strings, but received \(rendered.masked.text)"),
        inputID: input.id)
    }
    return items.map(\.text)
  }

  private func isEnabled(_ input: InputDefinition, bound: ValueMap) throws -> Bool {
    guard let dependency = input.dependsOn else { return true }
    guard dependency.inputs.allSatisfy({ bound[$0] != nil }) else { return false }
    guard let condition = dependency.condition else { return true }
    return try renderer(bound).typed(.template(condition), at: "inputs.\(input.id).dependsOn.condition") == .bool(true)
  }

  private func renderer(_ bound: ValueMap) -> PropertyRenderer {
    let values: ValueMap = [
      "inputs": .map(ExpressionScope.nested(bound)),
      "flow": .map(["id": .string(flow.id), "namespace": .string(flow.namespace)]),
      "globals": .map(services.globals), "envs": .map(services.environmentVariables),
    ]
    let host = HostFunctions(secrets: services.secrets, storage: services.storage, masker: masker)
    return PropertyRenderer(scope: Scope(values, functions: host.functions), environment: services.templates)
  }
}
