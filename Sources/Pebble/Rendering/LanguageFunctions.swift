/// The functions that belong to the language itself: they render, or stand for an operator.
enum LanguageFunctions {
  static let all: [Function] = [
    Function("render", parameters: ["toRender", "recursive"]) { arguments throws(PebbleError) in try render(arguments)
    },
    Function("renderOnce", parameters: ["toRender"]) { arguments throws(PebbleError) in try render(arguments) },
    Function("range", parameters: ["start", "end", "increment"]) { arguments throws(PebbleError) in
      var values = [arguments["start"], arguments["end"]]
      if arguments["increment"] != .null { values.append(arguments["increment"]) }
      return try Operation.range(values, limits: arguments.context.limits)
    },
    Function("max", parameters: []) { arguments throws(PebbleError) in
      try Operation.extreme(arguments.positional, isMaximum: true)
    },
    Function("min", parameters: []) { arguments throws(PebbleError) in
      try Operation.extreme(arguments.positional, isMaximum: false)
    },
  ]

  private static func render(_ arguments: Arguments) throws(PebbleError) -> Value {
    guard arguments.has("toRender") else { throw .failed("The 'render' function expects an argument 'toRender'.") }
    guard case .string(let text) = arguments["toRender"] else { return arguments["toRender"] }
    return try arguments.context.render(text).value
  }
}
