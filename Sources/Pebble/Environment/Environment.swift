/// The language a template is written in: its functions, filters and tests, its clock and its bounds.
///
/// A value. Copies share the cache of compiled templates as long as they are the same language within the same bounds.
public struct Environment: Sendable {
  public static let standard = Environment()

  /// What one rendering may use.
  public var limits = Limits() {
    didSet { if limits != oldValue { cache = TemplateCache() } }
  }
  /// The current time, for `now`.
  public var now: @Sendable () -> Instant
  /// The zone of dates that name none, as `timeZone` takes it; without one, the zone of the machine.
  public var timeZone: String?
  /// Whether what a template prints is rendered again until it stays the same: Kestra's option of that name. Off by
  /// default, since it makes code of data.
  public var rendersRecursively = false {
    didSet { cache = TemplateCache() }
  }
  private(set) var vocabulary: Vocabulary
  private(set) var cache = TemplateCache()

  init() {
    now = Instant.systemClock
    vocabulary = .standard
  }

  /// The same language with one function more; a function of the same name is replaced.
  public func adding(function: Function) -> Environment {
    var functions = vocabulary.functions
    functions[function.name] = function
    return with(Vocabulary(functions: functions, filters: vocabulary.filters, tests: vocabulary.tests))
  }

  /// The same language with one filter more; a filter of the same name is replaced.
  public func adding(filter: Filter) -> Environment {
    var filters = vocabulary.filters
    filters[filter.name] = filter
    return with(Vocabulary(functions: vocabulary.functions, filters: filters, tests: vocabulary.tests))
  }

  /// The same language with one test more; a test of the same name is replaced.
  public func adding(test: TestFunction) -> Environment {
    var tests = vocabulary.tests
    tests[test.name] = test
    return with(Vocabulary(functions: vocabulary.functions, filters: vocabulary.filters, tests: tests))
  }

  private func with(_ vocabulary: Vocabulary) -> Environment {
    var environment = self
    environment.vocabulary = vocabulary
    environment.cache = TemplateCache()
    return environment
  }

  /// The syntax tree of a template, from the cache if it is there.
  /// - Parameter isSecret: whether the template's text is secret; such a text is not kept.
  func compile(_ source: String, isSecret: Bool = false) throws(PebbleError) -> Program {
    if !isSecret, let program = cache[source] { return program }
    do throws(PebbleError) {
      guard source.utf8.count <= limits.templateBytes else {
        throw PebbleError(.limit("a template of \(limits.templateBytes) bytes"), offset: 0)
      }
      var lexer = Lexer(source, limits: limits, keepsRawTags: rendersRecursively)
      var parser = Parser(try lexer.tokenize(), limits: limits, library: vocabulary)
      let program = try parser.program(of: source)
      if !isSecret { cache.insert(program) }
      return program
    } catch {
      throw error.located(at: 0, in: source)
    }
  }
}
