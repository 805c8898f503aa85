extension Renderer {
  /// Renders into a text of its own, where lists and maps print as Java does.
  func capture(_ body: () throws(PebbleError) -> Void) throws(PebbleError) -> Value {
    let outer = output
    output = Output(.inner, limit: environment.limits.outputBytes)
    do throws(PebbleError) {
      try body()
    } catch {
      output = outer
      throw error
    }
    let text = output.text
    output = outer
    try charge(bytes: text.revealed.utf8.count)
    if text.isSecret { labels = .some }
    return text.value
  }

  /// Calls a macro with values that keep their labels.
  func call(_ macro: Macro, _ arguments: [Argument], at offset: Int) throws(PebbleError) -> Value {
    let bound = try bind(arguments, to: macro.parameterNames)
    return try nested { () throws(PebbleError) in
      let mark = mark
      defer { restore(mark) }
      macroStart = locals.count
      isInMacro = true
      openScope()
      for (index, parameter) in macro.parameters.enumerated() {
        var value = bound.values[index]
        if value == nil, let expression = parameter.defaultValue { value = try evaluate(expression) }
        locals.append(Local(symbol: parameter.symbol, value: .value(value ?? .null)))
      }
      return try capture { () throws(PebbleError) in try render(macro.body) }
    }
  }

  /// The text of a block, rendered once more.
  func block(_ name: String) throws(PebbleError) -> Value {
    guard let body = program.blocks[name] else { return .string("") }
    return try nested { () throws(PebbleError) in
      try capture { () throws(PebbleError) in try render(body) }
    }
  }

  /// Renders text as a template of its own, with the variables that are seen here.
  func renderInside(_ text: String, isSecret: Bool) throws(PebbleError) -> LabelledText {
    guard text.utf8.contains(.openBrace) else { return LabelledText(text) }
    return try nested { () throws(PebbleError) in
      let program = try environment.compile(text, isSecret: isSecret)
      if let plain = program.plainText { return LabelledText(plain) }
      let inner = Renderer(program, scope: Scope(allVariables, functions: scope.functions), inside: self)
      defer {
        steps = inner.steps
        madeBytes = inner.madeBytes
        if case .some = inner.labels { labels = .some }
      }
      do throws(PebbleError) {
        try inner.render(program.nodes)
      } catch {
        throw error.located(at: 0, in: text)
      }
      return inner.output.text
    }
  }

  /// Evaluates arguments and gives each its parameter.
  func bind(
    _ arguments: [Argument], to parameters: [String]
  ) throws(PebbleError) -> (values: [Value?], positional: [Value], isSecret: Bool) {
    if arguments.isEmpty {
      return (parameters.isEmpty ? [] : [Value?](repeating: nil, count: parameters.count), [], false)
    }
    var values = [Value?](repeating: nil, count: parameters.count)
    var positional: [Value] = []
    var isSecret = false
    for (index, argument) in arguments.enumerated() {
      if let name = argument.name {
        guard let place = parameters.firstIndex(of: name) else {
          if parameters.isEmpty { continue }
          throw .failed("The following named argument does not exist: \(name)")
        }
        let value = try evaluate(argument.value)
        isSecret = isSecret || isLabelled(value)
        values[place] = value
      } else {
        guard index < parameters.count || parameters.isEmpty else {
          throw .failed(
            "The argument at position \(index + 1) is not allowed. Only \(parameters.count) argument(s) are allowed.")
        }
        let value = try evaluate(argument.value)
        isSecret = isSecret || isLabelled(value)
        if index < parameters.count { values[index] = value }
        positional.append(value)
      }
    }
    return (values, positional, isSecret)
  }

  /// The arguments of a function, filter or test, without labels.
  func arguments(
    _ arguments: [Argument], to parameters: [String], of callee: String, at offset: Int
  ) throws(PebbleError) -> (arguments: Arguments, isSecret: Bool) {
    let bound = try bind(arguments, to: parameters)
    let context = CallContext(renderer: self, offset: offset)
    guard bound.isSecret else {
      return (
        Arguments(
          parameters: parameters, values: bound.values, positional: bound.positional, callee: callee,
          context: context), false
      )
    }
    return (
      Arguments(
        parameters: parameters, values: bound.values.map { $0?.revealed }, positional: bound.positional.map(\.revealed),
        callee: callee, context: CallContext(renderer: self, offset: offset, isSecret: true)), true
    )
  }

  /// Counts what a call has made.
  func charge(result: Value) throws(PebbleError) {
    switch result {
    case .string(let text): if text.utf8.count > 64 { try charge(bytes: text.utf8.count) }
    case .list(let items): try charge(steps: items.count / 4)
    case .map(let entries): try charge(steps: entries.count / 4)
    default: break
    }
  }
}
