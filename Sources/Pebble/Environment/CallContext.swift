/// What a function, filter or test may ask of the rendering that calls it. Valid during the call.
public struct CallContext {
  let renderer: Renderer
  /// The place of the call in the template, in UTF-8 bytes from its start.
  public let offset: Int
  /// Whether an argument is secret, so that nothing may be kept of the call.
  var isSecret = false

  /// The current time.
  public var now: Instant { renderer.environment.now() }

  /// The zone of dates that name none; `nil` for the machine's.
  public var timeZone: String? { renderer.environment.timeZone }

  /// What one rendering may use.
  public var limits: Limits { renderer.environment.limits }

  /// Every variable that the call can see, the innermost of a name. Values keep their labels: reading one with
  /// ``Value/revealed`` makes the result the caller's to label.
  public var variables: ValueMap { renderer.allVariables }

  /// Counts work that is not evaluating a node, so that ``Limits/steps`` bounds it: one step for each item that is gone
  /// through is a fair price.
  public func charge(steps: Int) throws(PebbleError) { try renderer.charge(steps: steps) }

  /// Refuses text that is longer than ``Limits/outputBytes``, or brings all that was made over ``Limits/madeBytes``; ask
  /// before making it. The result of a call is counted by the renderer.
  public func charge(bytes: Int) throws(PebbleError) { try renderer.charge(bytes: bytes) }

  /// Renders text as a template, with the variables that the call sees.
  public func render(_ text: String) throws(PebbleError) -> LabelledText { try render(text, isSecret: false) }

  func render(_ text: String, isSecret: Bool) throws(PebbleError) -> LabelledText {
    try renderer.renderInside(text, isSecret: isSecret || self.isSecret)
  }

  /// For functions that go down into structures: refuses to go deeper than the thread's stack allows.
  public func checkStack() throws(PebbleError) { try renderer.checkStack() }
}
