/// `{% for %}`
final class ForNode: Node {
  private let variable: Int
  private let loop: Int
  private let items: any Expression
  private let body: [any Node]
  private let otherwise: [any Node]
  /// What the body may set.
  private let assigned: [Int]
  private let offset: Int

  init(
    variable: Int, loop: Int, items: any Expression, body: [any Node], otherwise: [any Node], assigned: [Int],
    offset: Int
  ) {
    self.variable = variable
    self.loop = loop
    self.items = items
    self.body = body
    self.otherwise = otherwise
    self.assigned = assigned
    self.offset = offset
  }

  func render(in renderer: Renderer) throws(PebbleError) {
    try renderer.checkStack()
    var value: Value
    if let call = items as? MethodCall, call.isEntrySet {
      value = try renderer.evaluate(call.base)
    } else {
      value = try renderer.evaluate(items)
    }
    var isSecret = false
    if case .secret(let secret) = value {
      isSecret = true
      value = secret.revealed
    }
    switch value {
    case .null where !isSecret: return
    case .null: try renderer.secretly(true, sets: assigned) {}
    case .list(let list):
      try renderer.secretly(isSecret, sets: assigned) { () throws(PebbleError) in
        try go(through: list, isSecret, in: renderer)
      }
    case .map(let map):
      let entries = map.map { Value.map(["key": .string($0.key), "value": $0.value]) }
      try renderer.charge(steps: entries.count)
      try renderer.secretly(isSecret, sets: assigned) { () throws(PebbleError) in
        try go(through: entries, isSecret, in: renderer)
      }
    default:
      let shown = isSecret ? Secret.mask : String(value.text.prefix(200))
      throw PebbleError(.failed("Not an iterable object. Value = [\(shown)]"), offset: items.offset)
    }
  }

  private func go(through list: [Value], _ isSecret: Bool, in renderer: Renderer) throws(PebbleError) {
    guard !list.isEmpty else { return try renderer.render(otherwise) }
    let mark = renderer.mark
    renderer.openScope()
    let loopPlace = renderer.locals.count
    renderer.locals.append(Renderer.Local(symbol: loop, value: .loop(LoopState(length: list.count))))
    renderer.locals.append(Renderer.Local(symbol: variable, value: .value(.null)))
    for index in list.indices {
      try renderer.charge(steps: 1)
      renderer.locals[loopPlace].value = .loop(LoopState(index: index, length: list.count))
      renderer.locals[loopPlace + 1].value = .value(isSecret ? renderer.labelled(list[index]) : list[index])
      for node in body { try node.render(in: renderer) }
    }
    renderer.restore(mark)
  }
}
