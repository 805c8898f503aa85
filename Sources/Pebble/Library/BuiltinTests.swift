/// The tests that every template has, for `is` and `is not`.
enum BuiltinTests {
  static let all: [TestFunction] = [
    TestFunction("defined", toleratesMissing: true) { value, _ in value != .null },
    TestFunction("null") { value, _ in value == .null },
    TestFunction("empty") { value, _ in value.isEmpty },
    TestFunction("even") { value, _ throws(PebbleError) in try integer(value, "even").isMultiple(of: 2) },
    TestFunction("odd") { value, _ throws(PebbleError) in try !integer(value, "odd").isMultiple(of: 2) },
    TestFunction("iterable") { value, _ in if case .list = value { true } else { false } },
    TestFunction("map") { value, _ in if case .map = value { true } else { false } },
    TestFunction("json") { value, _ throws(PebbleError) in
      guard case .string(let text) = value else { throw .failed("The 'json' test cannot take a \(value.kindName)") }
      return text.isEmpty || (try? JSON.parse(text)) != nil
    },
  ]

  private static func integer(_ value: Value, _ name: String) throws(PebbleError) -> Int {
    switch value {
    case .int(let number): return number
    case .null: throw .failed("Can not pass null value to \"\(name)\" test.")
    default: throw .failed("The '\(name)' test cannot take a \(value.kindName)")
    }
  }
}
