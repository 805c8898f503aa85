/// What one rendering may use. Reaching a bound is an error of the template, never of the process.
///
/// | Bound | Default | Of what |
/// |---|---|---|
/// | ``templateBytes`` | 4 MiB | the template's text |
/// | ``tokens`` | 500,000 | words of a template |
/// | ``nesting`` | 100 | tags, brackets, calls and attributes inside each other |
/// | ``calls`` | 100 | macros, blocks and `render` inside each other |
/// | ``stackBytes`` | 192 KiB | the thread's stack, for all of that together |
/// | ``renderAttempts`` | 100 | rounds of `render` and of recursive rendering |
/// | ``steps`` | 10,000,000 | evaluated nodes, and the items that filters go through |
/// | ``outputBytes`` | 64 MiB | the output, and any one text made on the way |
/// | ``madeBytes`` | 1 GiB | all texts made on the way together |
/// | ``rangeItems`` | 1,000,000 | items of one `range` |
///
/// Lists and maps that a template builds nest at most 300 deep, JSON at most ``JSON/maximumDepth``.
public struct Limits: Hashable, Sendable {
  public var templateBytes = 4 << 20
  public var tokens = 500_000
  public var nesting = 100
  public var calls = 100
  public var stackBytes = 192 << 10
  public var renderAttempts = 100
  public var steps = 10_000_000
  public var outputBytes = 64 << 20
  public var madeBytes = 1 << 30
  public var rangeItems = 1_000_000

  public init() {}
}
