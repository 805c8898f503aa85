/// The functions, filters and tests of a language; never changed, so that templates can keep what they found in it.
final class Vocabulary: Sendable {
  let functions: [String: Function]
  let filters: [String: Filter]
  let tests: [String: TestFunction]

  /// What every template has. Of two with one name the later wins.
  static let standard = Vocabulary(
    functions: Dictionary(
      (LanguageFunctions.all + Library.functions).map { ($0.name, $0) }, uniquingKeysWith: { _, last in last }),
    filters: Dictionary(Library.filters.map { ($0.name, $0) }, uniquingKeysWith: { _, last in last }),
    tests: Dictionary(BuiltinTests.all.map { ($0.name, $0) }, uniquingKeysWith: { _, last in last }))

  init(functions: [String: Function], filters: [String: Filter], tests: [String: TestFunction]) {
    self.functions = functions
    self.filters = filters
    self.tests = tests
  }
}
