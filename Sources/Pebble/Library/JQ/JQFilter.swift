/// The filter `jq`: the list of what a jq program makes of a value.
enum JQFilter {
  static let all: [Filter] = [
    Filter("jq", parameters: ["expression"]) { value, arguments throws(PebbleError) in
      guard let expression = try arguments.optionalText("expression") else {
        throw .failed("The 'jq' filter expects an argument 'expression'.")
      }
      guard value != .null else { return .null }
      let input = try input(value)
      do throws(JQError) {
        let outputs = try JQPool.shared.run(
          expression, on: JSON.text(of: input), outputBytes: arguments.limits.outputBytes,
          isKept: !arguments.context.isSecret)
        return .list(try values(outputs, of: input))
      } catch {
        switch error {
        case .limit(let what): throw PebbleError(.limit(what))
        case .invalid(let reason), .failed(let reason): throw unreadable(value, ": \(reason)")
        }
      }
    }
  ]

  /// Text is read as JSON.
  private static func input(_ value: Value) throws(PebbleError) -> Value {
    guard case .string(let text) = value else { return value }
    guard let parsed = try? JSON.parse(text) else { throw unreadable(value, "") }
    return parsed
  }

  private static func unreadable(_ value: Value, _ reason: String) -> PebbleError {
    let text = value.text
    let shown =
      text.unicodeScalars.count > 200 ? String(String.UnicodeScalarView(text.unicodeScalars.prefix(200))) + "…" : text
    return .failed("Unable to parse jq value '\(shown)' with type '\(value.javaClass)'\(reason)")
  }

  private static func values(_ outputs: [String], of input: Value) throws(JQError) -> [Value] {
    var exact: [Double: Value?] = [:]
    collect(input, into: &exact)
    var values: [Value] = []
    for output in outputs {
      guard let value = try? JSON.parse(output) else { throw .failed("the output is nested too deep") }
      values.append(exact.isEmpty ? value : try restored(value, exact))
    }
    return values
  }

  /// libjq computes with doubles. Whole numbers beyond their 53 bits are remembered by the double they become, so that a
  /// number that only passes through stays what it was.
  private static func collect(_ value: Value, into exact: inout [Double: Value?]) {
    switch value {
    case .int(let number):
      if number.magnitude > 1 << 53 { remember(value, Double(number), &exact) }
    case .exact(let number): if let double = Double(number.digits) { remember(value, double, &exact) }
    case .list(let items): for item in items { collect(item, into: &exact) }
    case .map(let entries): for item in entries.values { collect(item, into: &exact) }
    default: break
    }
  }

  private static func remember(_ value: Value, _ double: Double, _ exact: inout [Double: Value?]) {
    if let known = exact[double], known != value {
      exact[double] = .some(nil)
    } else {
      exact[double] = value
    }
  }

  private static func restored(_ value: Value, _ exact: [Double: Value?]) throws(JQError) -> Value {
    switch value {
    case .list(let items):
      var restoredItems: [Value] = []
      for item in items { restoredItems.append(try restored(item, exact)) }
      return .list(restoredItems)
    case .map(let entries):
      var restoredEntries: ValueMap = [:]
      for (key, item) in entries { restoredEntries[key] = try restored(item, exact) }
      return .map(restoredEntries)
    default:
      guard let double = value.number, let known = exact[double] else { return value }
      guard let known else { throw .failed("jq cannot tell two large numbers apart; pass them as text") }
      return known
    }
  }
}
