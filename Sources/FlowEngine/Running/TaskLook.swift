import FlowModel
import FlowTasks
import OrderedCollections
import Pebble

/// Looks at a task before it begins: its condition, and what a flowable task makes of its properties.
struct TaskLook {
  let node: ExecutionPlan.Node
  let renderer: PropertyRenderer
  let now: Instant

  /// Throws what a person must read; the task has failed then.
  func evaluate() throws -> ExecutionMachine.Evaluation {
    let task = node.task
    if let condition = task.runIf {
      do {
        guard try holds(condition, at: "runIf") else { return .skipped }
      } catch {
        throw TaskLookError("Unable to evaluate the runIf condition for task \(task.id): \(error)")
      }
    }
    switch node.kind {
    case .runnable, .sequential, .parallel, .dag, .loopUntil: return .go
    case .subflow: return .subflow
    case .sleep: return .wait(until: now.adding(try duration("duration") ?? .zero), then: .success)
    case .pause: return try pause()
    case .each: return .values(try values())
    case .choice: return try choice()
    }
  }

  func loopCondition() throws -> Bool {
    guard let condition = node.task.properties["condition"] else { return true }
    return try holds(condition, at: "condition")
  }

  private func holds(_ condition: DynamicValue, at path: String) throws -> Bool {
    isTruthy(try String(property: try renderer.render(condition, as: .string, at: path)))
  }

  private func choice() throws -> ExecutionMachine.Evaluation {
    if let condition = node.task.properties["condition"] {
      let isTrue = try holds(condition, at: "condition")
      return .branch(isTrue ? "then" : "else", outputs: ["evaluationResult": .bool(isTrue)])
    }
    guard let value = node.task.properties["value"] else { throw TaskLookError("'value' is missing") }
    let rendered = try renderer.render(value, as: .string, at: "value")
    let branch = "cases.\(try String(property: rendered))"
    let isKnown = node.task.branches.contains { $0.name == branch }
    return .branch(isKnown ? branch : "defaults", outputs: ["value": rendered, "defaults": .bool(!isKnown)])
  }

  private func pause() throws -> ExecutionMachine.Evaluation {
    let text = try duration("pauseDuration") ?? duration("delay")
    let behavior: ExecutionMachine.AfterWait =
      switch node.task.properties["behavior"]?.literalValue {
      case .string("WARN"): .warning
      case .string("FAIL"): .failed
      case .string("CANCEL"): .cancelled
      default: .success
      }
    if let text { return .wait(until: now.adding(text), then: behavior) }
    // Nobody has to come: with `timeout` it fails when nobody came.
    guard let timeout = node.task.timeout else { return .wait(until: nil, then: behavior) }
    let rendered = try String(property: try renderer.render(timeout, as: .duration, at: "timeout"))
    guard let limit = ISODuration.parse(rendered) else { throw TaskLookError("'\(rendered)' is not a duration") }
    return .wait(until: now.adding(limit), then: behavior == .success ? .failed : behavior)
  }

  private func duration(_ name: String) throws -> Duration? {
    guard let value = node.task.properties[name] else { return nil }
    let text = try String(property: try renderer.render(value, as: .duration, at: name))
    guard let duration = ISODuration.parse(text) else {
      throw TaskLookError("'\(text)' of property '\(name)' is not a duration: write it as in PT30S")
    }
    return duration
  }

  /// The values of a loop as text: what is no text is written as JSON, and a value that comes twice counts once.
  private func values() throws -> [String] {
    let name = node.task.properties["values"] == nil ? "value" : "values"
    guard let property = node.task.properties[name] else { throw TaskLookError("'values' is missing") }
    var rendered = try renderer.typed(property, at: name).revealed
    if case .string(let text) = rendered {
      guard let parsed = try? JSON.parse(text) else {
        throw TaskLookError("'\(name)' must be a list, or an expression that gives one")
      }
      rendered = parsed
    }
    guard case .list(let items) = rendered else {
      throw TaskLookError("'\(name)' must be a list, or an expression that gives one")
    }
    let missing = items.count { $0 == .null }
    guard missing == 0 else { throw TaskLookError("Found '\(missing)' null values on Each") }
    var seen: OrderedSet<String> = []
    for item in items {
      if case .string(let text) = item { seen.append(text) } else { seen.append(JSON.text(of: item)) }
    }
    return Array(seen)
  }
}

/// Why a flowable task cannot begin.
struct TaskLookError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) {
    self.description = description
  }
}
