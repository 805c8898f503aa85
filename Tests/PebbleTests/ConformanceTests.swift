import Testing

@testable import Pebble

/// Cases gathered from the Java engine. Those that do not pass yet are listed by id in `Fixtures/not-yet.txt`, those that
/// differ on purpose with their reason in `Fixtures/differences.txt`; a case of either that passes fails the test, so the
/// lists only shrink.
@Suite("Conformance")
struct ConformanceTests {
  struct Case {
    let id: Int
    let group: String
    let fields: ValueMap

    var template: String { fields["template"]?.text ?? "" }

    /// The machine of the cases: its clock is in UTC.
    private var environment: Environment {
      var environment = Environment.standard
      environment.timeZone = "UTC"
      environment.rendersRecursively = fields["recursive"] == .bool(true)
      return environment
    }

    /// `nil` when the outcome is the expected one.
    var difference: String? {
      var context: ValueMap = [:]
      if case .map(let entries)? = fields["context"] { context = entries }
      do {
        let template = try Template(template, in: environment)
        let value: Value
        if fields["typed"] == .bool(true) {
          value = try template.renderTyped(Scope(context))
        } else {
          value = .string(try template.render(Scope(context)).revealed)
        }
        guard let expected = fields["expect"] else { return "expected an error, got \(value)" }
        if value == expected || fields["compare"] != nil && sameJSON(value, expected) { return nil }
        return "expected \(expected), got \(value)"
      } catch {
        guard let expected = fields["error"]?.text else { return "unexpected error: \(error)" }
        return fields["javaException"] != nil || error.message.contains(expected)
          ? nil
          : "expected the error \(expected), got \(error)"
      }
    }

    private func sameJSON(_ value: Value, _ expected: Value) -> Bool {
      guard let left = try? JSON.parse(value.text), let right = try? JSON.parse(expected.text) else { return false }
      return unordered(left) == unordered(right)
    }

    private func unordered(_ value: Value) -> Value {
      guard case .map(let entries) = value else { return value }
      return .map(
        ValueMap(uniqueKeysWithValues: entries.sorted { $0.key < $1.key }.map { ($0.key, unordered($0.value)) }))
    }
  }

  @Test("every case passes but those listed")
  func cases() throws {
    let listed = Fixture.lines(of: "not-yet.txt") + Fixture.lines(of: "differences.txt")
    let notYet = Set(listed.compactMap { line in line.split(separator: " ").first.flatMap { Int($0) } })
    var counts: [String: (passed: Int, all: Int)] = [:]
    let lines = Fixture.lines(of: "conformance.jsonl")
    #expect(lines.count == 481)
    for line in lines {
      guard case .map(let fields) = try JSON.parse(String(line)), case .int(let id)? = fields["id"] else { continue }
      let example = Case(id: id, group: fields["group"]?.text ?? "", fields: fields)
      let difference = example.difference
      counts[example.group, default: (0, 0)].all += 1
      if difference == nil { counts[example.group, default: (0, 0)].passed += 1 }
      if notYet.contains(id) {
        #expect(difference != nil, "case \(id) passes now: take it off the list")
      } else {
        #expect(difference == nil, "case \(id): \(example.template)")
      }
    }
    for (group, count) in counts.sorted(by: { $0.key < $1.key }) {
      print("conformance \(group): \(count.passed) of \(count.all)")
    }
  }
}
