import Glibc
import Testing

@testable import Pebble

/// Feeds the engine what nobody would write. Whatever comes, it must answer or refuse: within its bounds, on a small stack.
///
/// Seeded, so a run can be repeated. `APUS_FUZZ_ROUNDS` and `APUS_FUZZ_SEED` make it longer and different.
@Suite("Fuzzing")
struct FuzzTests {
  private static func setting(_ name: String, _ standard: UInt64) -> UInt64 {
    getenv(name).flatMap { UInt64(String(cString: $0)) } ?? standard
  }

  private static var environment: Environment {
    var environment = Environment.standard
    environment.limits.steps = 20_000
    environment.limits.outputBytes = 1 << 20
    environment.limits.madeBytes = 8 << 20
    environment.limits.rangeItems = 10_000
    return environment
  }

  @Test("mutated templates of the conformance suite end in text or an error")
  func mutated() async throws {
    let seeds = Fixture.lines(of: "conformance.jsonl").compactMap { line -> (String, ValueMap)? in
      guard case .map(let fields)? = try? JSON.parse(String(line)) else { return nil }
      guard case .map(let context)? = fields["context"] else { return (fields["template"]?.text ?? "", [:]) }
      return (fields["template"]?.text ?? "", context)
    }
    try #require(seeds.count > 400)
    try await onSmallStack {
      var random = Randomness(seed: Self.setting("APUS_FUZZ_SEED", 1))
      for _ in 0..<Self.setting("APUS_FUZZ_ROUNDS", 600) {
        let (template, context) = seeds[random.below(seeds.count)]
        let (other, _) = seeds[random.below(seeds.count)]
        answer(random.mutated(template, with: other), context.merging(hostile) { own, _ in own })
      }
    }
  }

  @Test("random templates end in text or an error")
  func random() async throws {
    try await onSmallStack {
      var random = Randomness(seed: Self.setting("APUS_FUZZ_SEED", 1) &+ 77)
      for _ in 0..<Self.setting("APUS_FUZZ_ROUNDS", 600) { answer(random.template(), hostile) }
    }
  }

  @Test("templates that nest, repeat and call themselves stay within bounds on a small stack")
  func extremes() async throws {
    let many = 3000
    var templates = [
      "{% macro m(x) %}{{ m(x) }}{% endmacro %}{{ m(1) }}", "{% block a %}{{ block('a') }}{% endblock %}",
      "{% set x = '{{ render(x) }}' %}{{ render(x) }}", "{% for i in 1..1000000 %}{% set x = [x] %}{% endfor %}",
      "{% set x = [1] %}{% for i in 1..2000 %}{% set x = [x] %}{% endfor %}{{ x }}",
      "{% set x = {'a': 1} %}{% for i in 1..9000 %}{% set x = {'a': x} %}{% endfor %}{{ x == x }}",
      "{% set x = 'ab' %}{% for i in 1..99 %}{% set x = x ~ x %}{% endfor %}{{ x }}",
      "{% set x = [1, 2] %}{% for i in 1..99 %}{% set x = x + x %}{% endfor %}{{ x | length }}",
      "{% macro a(n) %}{{ b(n) }}{{ b(n) }}{% endmacro %}{% macro b(n) %}{{ a(n) }}{{ a(n) }}{% endmacro %}{{ a(1) }}",
      "{{ range(1, 9223372036854775807, 1) }}", "{{ 'x'.repeat(99999999999) }}", "{{ -9223372036854775808 / -1 }}",
      "{{ (0 - 9223372036854775807 - 1) % -1 }}", "{{ 1..9223372036854775807 }}", "{{ deep }}", "{{ deep == deep }}",
      "{{ deep | toJson | fromJson }}", "{{ deep ~ '' }}",
    ]
    for piece in [
      "(", "[", "{'a':", "-", "not ", "{% if true %}", "{% for x in [1] %}", "\"#{", "{{", "{%", "{#", "{% raw %}",
      "a.", "f(", "x ? ", "1 + ", "'a' ~ ", "a ?? ", "x | upper ", "a and ", "{% filter upper %}", "1 == ", "a is ",
    ] {
      let repeated = String(repeating: piece, count: many)
      templates += [repeated, "{{ " + repeated, "{{ " + repeated + "1 }}", "{% if " + repeated + "1 %}x{% endif %}"]
    }
    templates.append("{{ 1" + String(repeating: " + 1", count: many) + " }}")
    templates.append("{{ 'a'" + String(repeating: " ~ 'b'", count: many) + " }}")
    templates.append("{{ a" + String(repeating: ".b", count: many) + " }}")
    templates.append("{{ 1" + String(repeating: " | upper", count: many) + " }}")
    templates.append("{% if false %}" + String(repeating: "{% elseif false %}", count: many) + "{% endif %}")
    let all = templates
    try await onSmallStack {
      for template in all { answer(template, hostile) }
    }
  }

  /// Renders in every mode; only the kinds of failure that are documented may come.
  private func answer(_ source: String, _ variables: ValueMap) {
    do throws(PebbleError) {
      let template = try Template(source, in: Self.environment)
      let text = try template.render(Scope(variables))
      #expect(text.revealed.utf8.count <= 1 << 20)
      #expect(!text.masked.contains("swordfish"), "\(source) shows a secret")
      _ = try template.renderTyped(Scope(variables))
    } catch {
      #expect(error.line >= 1 && error.column >= 1)
      #expect(!error.description.contains("swordfish"), "\(source) fails with a secret")
    }
  }

  private var hostile: ValueMap {
    var deep = Value.int(1)
    for level in 0..<250 { deep = level.isMultiple(of: 2) ? .list([deep]) : .map(["b": deep]) }
    return [
      "a": .map(["b": .map(["c": .null]), "": .string("{{ a }}"), "size": .int(-1)]), "x": .int(.max), "y": .int(.min),
      "n": .double(.nan), "i": .double(.infinity), "s": .string("é\u{301}👩‍👩‍👧\u{0}\r\n{{ x }}{% raw %}"), "e": .string(""),
      "l": .list([.null, .bool(true), .double(-0.0), .string("z")]), "big": .exact(ExactNumber(validated: "1e999")),
      "t": .instant(Instant(seconds: .max, nanoseconds: 1)), "deep": deep, "m": .map([:]),
      "secret": .secret(Secret(.string("swordfish"))), "name": .string("{{ name }}"),
    ]
  }

  /// Runs on a thread with 512 KiB of stack, as small as any that renders.
  private func onSmallStack(_ body: @escaping @Sendable () throws -> Void) async throws {
    final class Work: Sendable {
      let body: @Sendable () throws -> Void
      let end: CheckedContinuation<Void, any Error>

      init(body: @escaping @Sendable () throws -> Void, end: CheckedContinuation<Void, any Error>) {
        self.body = body
        self.end = end
      }
    }
    try await withCheckedThrowingContinuation { end in
      var attributes = pthread_attr_t()
      pthread_attr_init(&attributes)
      pthread_attr_setstacksize(&attributes, 512 << 10)
      pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
      var thread = pthread_t()
      let work = Unmanaged.passRetained(Work(body: body, end: end))
      let code = pthread_create(
        &thread, &attributes,
        { pointer in
          guard let pointer else { return nil }
          let work = Unmanaged<Work>.fromOpaque(pointer).takeRetainedValue()
          work.end.resume(with: Result { try work.body() })
          return nil
        }, work.toOpaque())
      #expect(code == 0)
    }
  }
}
