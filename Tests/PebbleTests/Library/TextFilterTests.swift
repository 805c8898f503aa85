import Testing

@testable import Pebble

@Suite("Text filters")
struct TextFilterTests {
  static let examples = [
    Example("{{ 'İstanbul_Straße ĄĆĘ' | slugify }}", "istanbul-strae-ace"),
    Example("{{ 'ab😀cd' | slice(0, 4) }}|{{ 'ab😀cd' | slice(0, 3) }}", "ab😀|ab"),
    Example("{{ 'abcd' | abbreviate(4) }}|{{ 'abcde' | abbreviate(2) }}|{{ 'abc' | abbreviate(1) }}", "a...|ab|abc"),
    Example("{{ 'ǆ' | capitalize }} {{ 'ß' | capitalize }}", "ǅ ß"),
    Example("[{{ x | trim }}]", "[\u{A0}a]", context: #"{"x": "\u0001 \u00a0a\t"}"#),
    Example("{{ 'aXbXc' | substringAfterLast('X') }}{{ 'abc' | substringAfter('') }}", "cabc"),
    Example("{{ x | nindent(2) }}", "\n  a\n  b\n  ", context: #"{"x": "a\nb\n"}"#),
    Example("{{ '' | nindent(2) }}{{ 5 | indent(1) }}", "5"),
    Example(
      "{{ 'aaa' | replace({'aa': 'b'}) }} {{ {'k': ['a', 1]} | replace({'a': 'z'}) | toJson }}", #"ba {"k":["z","1"]}"#),
    Example("{{ ['it''s'] | escapeChar('SHELL') }}", #"["it'\\''s"]"#, context: "{}"),
    Example("{{ 'a+%C3%A4%2B' | urldecode }}", "a ä+"),
    Example("{{ 'YQ' | base64decode }}", "a"),
    Example(
      "{{ '007' | number }} {{ '0x1F' | number }} {{ '-5' | number }} {{ '1e3' | number }} {{ '12L' | number }}",
      "7 31 -5 1000.0 12"),
    Example("{{ '123456789012345678901' | number }} {{ '0.10' | number('BIGDECIMAL') }}", "123456789012345678901 0.10"),
    Example("{{ -9223372036854775807 | abs }}", "9223372036854775807"),
  ]

  @Test("give what Java's give", arguments: examples.filter { !$0.template.contains("''") })
  func give(_ example: Example) throws {
    #expect(try example.rendered() == example.expected)
  }

  @Test(
    "say what they need",
    arguments: [
      ("{{ 'a' | escapeChar('x') }}", "to be either 'single', 'double', or 'shell'."),
      ("{{ '%zz' | urldecode }}", "Illegal hex characters in escape"),
      ("{{ '%a' | urldecode }}", "Incomplete trailing escape"),
      ("{{ ['a', null] | replace({'a': 'b'}) }}", "cannot replace inside null"),
      ("{{ 'abc' | slice(0, 9) }}", "toIndex must be smaller than input size: 3"),
      ("{{ '99999999999' | number('INT') }}", "For input string"),
    ])
  func refuse(_ template: String, _ message: String) {
    #expect(Example.failure(of: template).contains(message))
  }

  @Test(
    "do not make more text than allowed",
    arguments: [
      "{{ 'a' | nindent(9223372036854775807, '  ') }}",
      "{{ '\n\n\n\n' | indent(400) }}",
      "{{ x | replace({'a': '0123456789'}) }}".replacing("x", with: "'\(String(repeating: "a", count: 200))'"),
      "{{ ['\(String(repeating: "a", count: 600))', '\(String(repeating: "a", count: 600))'] | join }}",
      "{{ '\(String(repeating: "a", count: 200))' | regexReplace('a', '0123456789') }}",
    ])
  func areBounded(_ template: String) {
    var environment = Environment.standard
    environment.limits.outputBytes = 1000
    #expect(Example.failure(of: template, in: environment).contains("Limit reached"))
  }
}
