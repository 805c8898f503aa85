/// The functions that belong to the language itself: they render, or stand for an operator.
enum LanguageFunctions {
  static let all: [Function] = [
    Function("render", parameters: ["toRender", "recursive"]) { arguments throws(PebbleError) in
      guard arguments.has("toRender") else { throw .failed("The 'render' function expects an argument 'toRender'.") }
      guard arguments.has("recursive") else { return try render(arguments, isRecursive: true) }
      guard case .bool(let isRecursive) = arguments["recursive"] else {
        throw .failed("The 'render' function expects an optional argument 'recursive' with type boolean.")
      }
      return try render(arguments, isRecursive: isRecursive)
    },
    Function("renderOnce", parameters: ["toRender"]) { arguments throws(PebbleError) in
      guard arguments.has("toRender") else {
        throw .failed("The 'renderOnce' function expects an argument 'toRender'.")
      }
      return try render(arguments, isRecursive: false)
    },
    Function("range", parameters: ["start", "end", "increment"]) { arguments throws(PebbleError) in
      try Progression.values(
        from: arguments["start"], to: arguments["end"], by: arguments["increment"], arguments.context)
    },
    Function("max", parameters: []) { arguments throws(PebbleError) in
      try extreme(arguments.positional, isMaximum: true)
    },
    Function("min", parameters: []) { arguments throws(PebbleError) in
      try extreme(arguments.positional, isMaximum: false)
    },
    Function("printContext", parameters: []) { arguments in .map(arguments.context.variables) },
    Function("fetchContext", parameters: []) { arguments in .map(arguments.context.variables) },
  ]

  private static func render(_ arguments: Arguments, isRecursive: Bool) throws(PebbleError) -> Value {
    try render(arguments["toRender"], isRecursive: isRecursive, arguments.context)
  }

  /// Text is rendered, also in lists and maps and as a key; other values stay as they are.
  private static func render(
    _ value: Value, isRecursive: Bool, _ context: CallContext
  ) throws(PebbleError) -> Value {
    switch value {
    case .string(let text): return try rendered(text, isRecursive: isRecursive, context).value
    case .list(let items):
      try context.checkStack()
      var values: [Value] = []
      for item in items { values.append(try render(item, isRecursive: isRecursive, context)) }
      return .list(values)
    case .map(let entries):
      try context.checkStack()
      var values: ValueMap = [:]
      var hasSecretKey = false
      for (key, entry) in entries {
        let name = try rendered(key, isRecursive: isRecursive, context)
        hasSecretKey = hasSecretKey || name.isSecret
        guard values[name.revealed] == nil else { continue }
        values[name.revealed] = try render(entry, isRecursive: isRecursive, context)
      }
      return hasSecretKey ? .secret(Secret(.map(values))) : .map(values)
    default: return value
    }
  }

  private static func rendered(
    _ text: String, isRecursive: Bool, _ context: CallContext
  ) throws(PebbleError) -> LabelledText {
    var current = LabelledText(text)
    for _ in 0..<max(1, context.limits.renderAttempts) {
      var next = try context.render(current.revealed, isSecret: current.isSecret)
      if current.isSecret, !next.isSecret || next.revealed != current.revealed {
        next = LabelledText(
          revealed: next.revealed, masked: next.revealed == current.revealed ? current.masked : Secret.mask)
      }
      if !isRecursive || next.revealed == current.revealed { return next }
      current = next
    }
    throw .failed("Too many rendering attempts")
  }

  private static func extreme(_ values: [Value], isMaximum: Bool) throws(PebbleError) -> Value {
    var best: Value = .null
    for value in values where value != .null {
      guard let number = value.number else { throw .failed("max and min take numbers") }
      guard let current = best.number else {
        best = value
        continue
      }
      if isMaximum ? number > current : number < current { best = value }
    }
    return best
  }
}
