/// What one rendering may use. Reaching a bound is an error of the template, never of the process.
public struct Limits: Hashable, Sendable {
  /// Bytes of output and of any text made on the way.
  public var outputBytes = 64 << 20
  /// Evaluated nodes.
  public var steps = 10_000_000
  /// Nested expressions and tags in a template. Low enough for the stacks of small threads.
  public var nesting = 100
  /// Items of one `range`.
  public var rangeItems = 1_000_000

  public init() {}
}
