/// `{% if %}`. Any failure of a condition is reported as one of the condition.
final class IfNode: Node {
  struct Branch: Sendable {
    let condition: any Expression
    let body: [any Node]
  }

  private let branches: [Branch]
  private let otherwise: [any Node]
  /// What any of the branches may set.
  private let assigned: [Int]
  private let offset: Int

  init(_ branches: [Branch], otherwise: [any Node], assigned: [Int], offset: Int) {
    self.branches = branches
    self.otherwise = otherwise
    self.assigned = assigned
    self.offset = offset
  }

  func render(in renderer: Renderer) throws(PebbleError) {
    try renderer.checkStack()
    try render(from: 0, in: renderer)
  }

  /// A secret condition makes everything that depends on it secret: its branch and the conditions after it.
  private func render(from first: Int, in renderer: Renderer) throws(PebbleError) {
    for index in first..<branches.count {
      let (holds, isSecret) = try truth(of: branches[index].condition, in: renderer)
      if isSecret {
        return try renderer.secretly(true, sets: assigned) { () throws(PebbleError) in
          if holds { try renderer.render(branches[index].body) } else { try render(from: index + 1, in: renderer) }
        }
      }
      if holds { return try renderer.render(branches[index].body) }
    }
    try renderer.render(otherwise)
  }

  private func truth(
    of condition: any Expression, in renderer: Renderer
  ) throws(PebbleError) -> (Bool, isSecret: Bool) {
    do throws(PebbleError) {
      let value = try renderer.evaluate(condition)
      if case .bool(let flag) = value { return (flag, false) }
      return (try Truth.ofCondition(value.revealed), renderer.isLabelled(value))
    } catch {
      if case .limit = error.kind { throw error }
      let reason = "Wrong operand(s) type in conditional expression: \(error.shortMessage)"
      throw PebbleError(.failed(reason), offset: error.offset < 0 ? offset : error.offset).labelled(error.isSecret)
    }
  }
}
