import Pebble

/// `concatJqExpression`: what is taken of each event.
///
/// Plain paths (`.data.choices[0].text`) are walked here; anything else is the `jq` filter's of expressions.
struct EventExpression {
  private enum Step {
    case field(String)
    case index(Int)
  }

  let text: String
  private let path: [Step]?

  init(_ text: String) {
    self.text = text
    self.path = EventExpression.path(of: text.trimmed)
  }

  /// The first result; `nil` where there is none.
  func first(of event: Value) throws(PebbleError) -> Value? {
    if let path { return EventExpression.walk(event, path) }
    let scope = Scope(["event": event, "expression": .string(text)])
    let result = try Template("{{ event | jq(expression) }}").evaluate(scope)
    if case .list(let items) = result.revealed { return items.first }
    return result
  }

  private static func path(of text: String) -> [Step]? {
    guard text.hasPrefix(".") else { return nil }
    var steps: [Step] = []
    var rest = text.dropFirst()
    var takesField = true
    while let next = rest.first {
      switch next {
      case ".":
        rest.removeFirst()
        takesField = true
        guard !rest.isEmpty else { return nil }
      case "[":
        guard let end = rest.firstIndex(of: "]"), let index = Int(rest[rest.index(after: rest.startIndex)..<end]) else {
          return nil
        }
        steps.append(.index(index))
        rest = rest[rest.index(after: end)...]
        takesField = false
      default:
        let name = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
        guard takesField, let first = name.first, !first.isNumber else { return nil }
        steps.append(.field(String(name)))
        rest = rest.dropFirst(name.count)
        takesField = false
      }
    }
    return steps
  }

  private static func walk(_ value: Value, _ path: [Step]) -> Value? {
    var value = value
    for step in path {
      switch (step, value) {
      case (.field(let name), .map(let entries)):
        guard let next = entries[name] else { return nil }
        value = next
      case (.index(let index), .list(let items)):
        let place = index < 0 ? items.count + max(index, -items.count - 1) : index
        guard items.indices.contains(place) else { return nil }
        value = items[place]
      default: return nil
      }
    }
    return value
  }
}
