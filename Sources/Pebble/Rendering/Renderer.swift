/// One rendering: the variables it sees, what it has written and what it has used up.
final class Renderer {
  /// A variable that the template itself has set.
  struct Local {
    let symbol: Int
    var value: LocalValue
  }

  let scope: Scope
  let environment: Environment
  let program: Program
  var output: Output
  /// What is set in loops and macros, innermost last.
  var locals: [Local] = []
  /// What is set outside of them.
  var roots: [Local] = []
  /// Where the variables of the innermost loop or macro begin.
  var scopeStart = 0
  var isInScope = false
  /// Where the variables of the innermost macro begin: it sees no others.
  var macroStart = 0
  var isInMacro = false
  var steps = 0
  var madeBytes = 0
  var calls = 0
  /// How many of the conditions and loops that are being gone through depend on a secret.
  var secretBranches = 0
  var labels = LabelKnowledge.unknown(looks: 0)
  let stack: StackGuard
  private let maximumSteps: Int

  init(_ program: Program, scope: Scope, environment: Environment, output: Output) {
    self.program = program
    self.scope = scope
    self.environment = environment
    self.output = output
    maximumSteps = environment.limits.steps
    stack = StackGuard(bytes: environment.limits.stackBytes)
  }

  /// A rendering inside another: it goes on counting where the outer one stands.
  init(_ program: Program, scope: Scope, inside outer: Renderer) {
    self.program = program
    self.scope = scope
    environment = outer.environment
    output = Output(.text, limit: outer.environment.limits.outputBytes)
    maximumSteps = outer.maximumSteps
    stack = outer.stack
    steps = outer.steps
    madeBytes = outer.madeBytes
    calls = outer.calls
    labels = outer.labels
  }

  func render(_ nodes: [any Node]) throws(PebbleError) {
    for node in nodes { try node.render(in: self) }
  }

  /// The value of an expression; every way into one leads through here.
  @inline(__always)
  func evaluate(_ expression: any Expression) throws(PebbleError) -> Value {
    steps &+= 1
    guard steps <= maximumSteps else { throw tooManySteps().at(expression.offset) }
    do throws(PebbleError) {
      return try expression.value(in: self)
    } catch {
      throw error.at(expression.offset)
    }
  }

  /// As ``evaluate(_:)``; `nil` for what is not there. A secret may have decided that, so the caller gets its label.
  func evaluateIfPresent(_ expression: any Expression) throws(PebbleError) -> (value: Value?, isSecret: Bool) {
    let mark = mark
    do throws(PebbleError) {
      return (try evaluate(expression), false)
    } catch {
      guard case .notFound = error.kind else { throw error }
      restore(mark)
      return (nil, error.isSecret)
    }
  }

  private func tooManySteps() -> PebbleError { PebbleError(.limit("\(maximumSteps) steps")) }

  func charge(steps count: Int) throws(PebbleError) {
    let (sum, overflow) = steps.addingReportingOverflow(max(0, count))
    guard !overflow, sum <= maximumSteps else { throw tooManySteps() }
    steps = sum
  }

  func charge(bytes count: Int) throws(PebbleError) {
    let limits = environment.limits
    guard count <= limits.outputBytes else { throw PebbleError(.limit("text of \(limits.outputBytes) bytes")) }
    let (sum, overflow) = madeBytes.addingReportingOverflow(max(0, count))
    guard !overflow, sum <= limits.madeBytes else {
      throw PebbleError(.limit("\(limits.madeBytes) bytes of text made on the way"))
    }
    madeBytes = sum
  }

  /// Counts one call of a macro, block or rendering inside while `body` runs.
  func nested<Result>(_ body: () throws(PebbleError) -> Result) throws(PebbleError) -> Result {
    guard calls < environment.limits.calls else {
      throw PebbleError(.limit("\(environment.limits.calls) calls inside each other"))
    }
    try checkStack()
    calls += 1
    defer { calls -= 1 }
    return try body()
  }

  func checkStack() throws(PebbleError) {
    guard stack.hasRoom else { throw PebbleError(.limit("nesting too deep for the stack")) }
  }
}
