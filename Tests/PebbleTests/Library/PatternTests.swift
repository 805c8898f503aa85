import Testing

@testable import Pebble

@Suite("Pattern")
struct PatternTests {
  static let splitCases: [(text: String, pattern: String, limit: Int, parts: [String])] = [
    ("a,b,,", ",", 0, ["a", "b"]), ("a,b,,", ",", -1, ["a", "b", "", ""]), ("a,b,c", ",", 2, ["a", "b,c"]),
    ("", ",", 0, [""]), ("abc", "", 0, ["a", "b", "c"]), ("abc", "", -1, ["a", "b", "c", ""]),
    (",a", ",", 0, ["", "a"]), ("äöü", "", 0, ["ä", "ö", "ü"]), (",", ",", 0, []),
    ("a1b22c", "\\d+", 0, ["a", "b", "c"]),
  ]

  @Test("splits as Java does", arguments: splitCases)
  func splits(_ example: (text: String, pattern: String, limit: Int, parts: [String])) throws {
    let parts = try Pattern(example.pattern).split(example.text, limit: example.limit, limits: Limits())
    #expect(parts == example.parts)
  }

  static let matchCases: [(pattern: String, text: String, found: String?)] = [
    ("[a-z&&[^aeiou]]+", "aeibcd", "bcd"), ("[a-c[x-z]]+", "--axz", "axz"), ("[^a[b]]", "abc", "c"),
    ("\\p{javaUpperCase}+", "abÄÖ", "ÄÖ"), ("\\p{Alpha}+", "12ab", "ab"), ("[\\p{Digit}x]+", "a1x2", "1x2"),
    ("\\u0041", "xA", "A"), ("\\ud83d\\ude00", "a😀", "😀"), ("(?i)abc", "xABC", "ABC"), ("(?<n>a)\\k<n>", "baa", "aa"),
    ("\\Qa.b\\E", "axb a.b", "a.b"), ("a++b", "aab", "aab"), ("\\w+", "é", nil), ("(?u)é", "é", "é"),
    (".", "\u{2028}", nil), ("\\p{IsAlphabetic}+", "1é", "é"), ("\\p{L}+", "1éa", "éa"), ("x$", "x\n", "x"),
    ("\\p{Punct}", "a]", "]"), ("[]a]+", "b]a", "]a"),
  ]

  @Test("has Java's meaning", arguments: matchCases)
  func means(_ example: (pattern: String, text: String, found: String?)) throws {
    let text = Array(example.text.utf8)
    let match = try Pattern(example.pattern).search(text).match()
    let found = match.flatMap { $0[0] }.map { String(decoding: text[$0], as: UTF8.self) }
    #expect(found == example.found)
  }

  @Test(
    "refuses what is PCRE2's alone, and what is broken",
    arguments: [
      "(?R)", "(*ACCEPT)", "(?C1)", "a\\K", "(?|a|b)", "(a", "[a", "a{2,1}", "\\y", "(?1)", "(?P<n>a)", "\\p{Nope}",
      "*",
      String(repeating: "(", count: 200) + String(repeating: ")", count: 200),
      String(repeating: "[", count: 1000), String(repeating: "a", count: 40_000),
    ])
  func refuses(_ pattern: String) {
    #expect(throws: PebbleError.self) { try Pattern(pattern) }
  }

  @Test("replaces with groups by number and name")
  func replaces() throws {
    let pattern = try Pattern("(?<day>\\d+)/(\\d+)")
    #expect(try pattern.replacing("1/2 3/4", with: "$2-${day}\\$", limits: Limits()) == "2-1$ 4-3$")
    #expect(try Pattern("x*").replacing("aäx", with: "-", limits: Limits()) == "-a-ä--")
    #expect(throws: PebbleError.self) { try pattern.replacing("1/2", with: "$9", limits: Limits()) }
    #expect(throws: PebbleError.self) { try pattern.replacing("1/2", with: "$", limits: Limits()) }
  }

  @Test("gives up on a search that would not end", arguments: ["(a+)+$", "(a|aa)+$"])
  func givesUp(_ pattern: String) throws {
    let text = Array(String(repeating: "a", count: 5000).utf8) + [33]
    #expect(throws: PebbleError.self) { try Pattern(pattern).search(text).match() }
  }
}
