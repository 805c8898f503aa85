import Testing

@testable import Pebble

/// Tries to get a secret out by every way there is. Filters, functions and tests are taken from the environment itself, so
/// one that is added later is tried too.
@Suite("Secrets in expressions")
struct SecretFlowTests {
  private static let needle = "hunter2zz"
  private static let scope = Scope([
    "token": .secret(Secret(.string(needle))),
    "json": .secret(Secret(.string("{\"k\":\"\(needle)\"}"))),
    "number": .secret(Secret(.int(987_654_321))),
    "list": .secret(Secret(.list([.string(needle), .string("b")]))),
    "map": .secret(Secret(.map([needle: .string(needle)]))),
    "mixed": .list([.string("open"), .secret(Secret(.string(needle)))]),
    "plain": .string("hunter"), "one": .int(1), "open": .map(["hunter2": .string("x")]),
  ])

  /// What anybody may see of a template: its masked text or its error.
  private static func shown(_ source: String) -> String {
    do {
      let text = try Template(source).render(scope)
      return text.masked
    } catch {
      return "\(error) \(error.message) \(String(reflecting: error.kind))"
    }
  }

  private static func leaks(_ text: String) -> Bool {
    let lower = text.lowercased()
    // In base64, hexadecimal, reversed and cut forms, and the number.
    return ["hunter2z", "unter2zz", "ahvudgvyml", "68756e746572327a", "zz2retnuh", "987654321", "987_654"]
      .contains { lower.contains($0) }
  }

  private static let secrets = ["token", "json", "number", "list", "map", "mixed"]

  @Test("no filter lets one out, as its input or as an argument")
  func filters() {
    for name in Environment.standard.vocabulary.filters.keys.sorted() {
      for secret in Self.secrets {
        let sources = [
          "{{ \(secret) | \(name) }}", "{{ \(secret) | \(name)('a', 'b') }}", "{{ \(secret) | \(name)(1) }}",
          "{{ \(secret) | \(name)({'h': 'x'}) }}", "{{ \(secret) | \(name) | length ~ '' }}",
          "{{ plain | \(name)(\(secret)) }}", "{{ open | \(name)(\(secret)) }}",
          "{{ one | \(name)(\(secret), 'DAYS') }}",
          "{{ [1, 2] | \(name)(\(secret)) }}", "{{ missing | \(name)(\(secret)) }}",
          "{% filter \(name) %}{{ \(secret) }}{% endfilter %}",
        ]
        for source in sources {
          let shown = Self.shown(source)
          #expect(!Self.leaks(shown), "\(source) shows \(shown)")
        }
        if secret != "mixed", let result = try? Template("{{ \(secret) | \(name) }}").evaluate(Self.scope) {
          #expect(result.containsSecret, "\(name) drops the label of \(secret)")
        }
      }
    }
  }

  @Test("no function lets one out")
  func functions() {
    for name in Environment.standard.vocabulary.functions.keys.sorted() {
      for secret in Self.secrets {
        for source in [
          "{{ \(name)(\(secret)) }}", "{{ \(name)(\(secret), \(secret)) }}", "{{ \(name)('a', \(secret)) }}",
          "{{ \(name)(1, \(secret)) }}", "{{ \(name)(1, 2, \(secret)) }}", "{{ \(name)('{{ ' ~ \(secret)) }}",
          "{{ \(name)('{{ \(secret) }}') }}", "{{ \(name)('{{ open[\(secret)] }}') }}", "{{ \(name)() }}",
          "{{ \(name)([\(secret)]) }}", "{{ \(name)({\(secret): 1}) }}",
        ] {
          let shown = Self.shown(source)
          #expect(!Self.leaks(shown), "\(source) shows \(shown)")
        }
      }
    }
  }

  @Test("no test, operator, member or tag lets one out")
  func language() {
    let tests = Environment.standard.vocabulary.tests.keys.sorted().map { "{{ SECRET is \($0) }}" }
    let others = [
      "{{ SECRET }}", "{{ SECRET ~ 'x' }}", "{{ 'x' + SECRET }}", "{{ \"a #{SECRET} b\" }}", "{{ [SECRET] }}",
      "{{ {'a': SECRET} }}", "{{ {SECRET: 'a'} }}", "{{ SECRET * 2 }}", "{{ -SECRET }}", "{{ SECRET - 'h' }}",
      "{{ open[SECRET] }}", "{{ open.get(SECRET) }}", "{{ plain.concat(SECRET) }}", "{{ SECRET[0] }}", "{{ SECRET.k }}",
      "{{ SECRET.foo }}", "{{ SECRET.toUpperCase().toLowerCase() }}", "{{ SECRET.get(0) }}", "{{ SECRET.keySet() }}",
      "{{ SECRET.substring(0, 8) }}", "{{ [1][SECRET] }}", "{{ ([1])[SECRET] }}", "{{ SECRET..5 }}", "{{ 1..SECRET }}",
      "{{ missing ?? SECRET }}", "{{ true ? SECRET : 1 }}", "{% set x = SECRET %}{{ x }}",
      "{% for x in SECRET %}{{ x }}{{ loop.index }}{% endfor %}", "{% for x in [SECRET] %}{{ x }}{% endfor %}",
      "{% for e in SECRET %}{{ e.key }}={{ e.value }}{% endfor %}", "{% if SECRET %}{{ SECRET }}{% endif %}",
      "{% macro m(a, b=SECRET) %}{{ a }}{{ b }}{% endmacro %}{{ m(SECRET) }}",
      "{% block b %}{{ SECRET }}{% endblock %}",
      "{{ block(SECRET) }}", "{{ render('{{ ' ~ SECRET) }}", "{{ SECRET | nofilter }}", "{{ nofunction(SECRET) }}",
      "{{ render(SECRET ~ '{{ x }}') }}", "{{ max(SECRET, 1) }}", "{{ printContext() }}", "{{ printContext().SECRET }}",
    ]
    for template in tests + others {
      for secret in Self.secrets {
        let source = template.replacing("SECRET", with: secret)
        let shown = Self.shown(source)
        #expect(!Self.leaks(shown), "\(source) shows \(shown)")
      }
    }
  }

  @Test("what a secret decides about is secret")
  func implicitFlows() throws {
    // Each of the pairs differs only by what the secret is; what is shown must not.
    let sources = [
      "{% if token == 'a' %}yes{% else %}no{% endif %}", "{% if token.startsWith('h') %}h{% endif %}",
      "{{ token == 'a' ? 'yes' : 'no' }}", "{{ token starts ?? '' }}", "{{ (token == 'a') and true }}",
      "{% set x = 0 %}{% if token == 'a' %}{% set x = 1 %}{% endif %}{{ x }}",
      "{% set n = 0 %}{% for c in token | split('') %}{% set n = n + 1 %}{% endfor %}{{ n }}",
      "{% for c in token | split('') %}x{% endfor %}", "{{ open[token] ?? 'none' }}", "{{ open[token] is defined }}",
      "{{ open[token] | default('none') }}", "{{ token | length }}", "{{ token is empty }}",
      "{{ ['a'] contains token }}",
      "{% macro m(t) %}{% if t == 'a' %}1{% else %}2{% endif %}{% endmacro %}{{ m(token) }}",
      "{% for i in 1..3 %}{% if token == 'a' %}{{ i }}{% endif %}{% endfor %}", "{{ not (token == 'a') }}",
      "{% if false %}{% elseif token == 'a' %}1{% else %}2{% endif %}{{ token ?? 'x' }}",
    ]
    for source in sources {
      var shown: [String] = []
      for secret in ["a", "hunter2", "another-one"] {
        let scope = Scope(["token": .secret(Secret(.string(secret))), "open": .map(["hunter2": .string("x")])])
        do {
          shown.append(try Template(source).render(scope).masked)
        } catch {
          shown.append(error.message)
        }
      }
      #expect(Set(shown).count == 1, "\(source) shows \(shown)")
    }
  }

  @Test("text around a secret stays readable")
  func partialMasks() throws {
    let scope = Scope(["token": .secret(Secret(.string(Self.needle)))])
    #expect(try Template("Bearer {{ token }}!").render(scope).masked == "Bearer ******!")
    #expect(try Template("{{ 'Bearer ' ~ token }}").render(scope).revealed == "Bearer \(Self.needle)")
  }
}
