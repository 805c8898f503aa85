/// The language a template is written in: its functions, filters and tests, its clock and its bounds.
public struct Environment: Sendable {
  public static let standard = Environment()

  public var limits = Limits()
  /// The current time, for `now`.
  public var now: @Sendable () -> Instant
  var functions: [String: Function]
  var filters: [String: Filter]
  var tests: [String: TestFunction]

  init() {
    now = Instant.systemClock
    let own = LanguageFunctions.all + Library.functions
    functions = Dictionary(own.map { ($0.name, $0) }, uniquingKeysWith: { _, last in last })
    filters = Dictionary(Library.filters.map { ($0.name, $0) }, uniquingKeysWith: { _, last in last })
    tests = Dictionary(BuiltinTests.all.map { ($0.name, $0) }, uniquingKeysWith: { _, last in last })
  }

  /// The same language with one function more; a function of the same name is replaced.
  public func adding(function: Function) -> Environment {
    var environment = self
    environment.functions[function.name] = function
    return environment
  }

  /// The same language with one filter more; a filter of the same name is replaced.
  public func adding(filter: Filter) -> Environment {
    var environment = self
    environment.filters[filter.name] = filter
    return environment
  }

  /// The same language with one test more; a test of the same name is replaced.
  public func adding(test: TestFunction) -> Environment {
    var environment = self
    environment.tests[test.name] = test
    return environment
  }
}
