@testable import Pebble

/// Random templates from a seed (SplitMix64).
struct Randomness {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  mutating func below(_ bound: Int) -> Int { bound <= 0 ? 0 : Int(next() % UInt64(bound)) }

  mutating func one<Item>(of items: [Item]) -> Item { items[below(items.count)] }

  private static let words = [
    "{{", "}}", "{%", "%}", "{#", "#}", "{{-", "-}}", "'", "\"", "\\", "#{", "}", "{", "(", ")", "[", "]", "|", "~",
    "??",
    "???", "..", ".", ",", ":", "?", "=", "==", "<", "-", "not", "is", "is not", "contains", "and", "or", "if",
    "elseif",
    "else", "endif", "for", "in", "endfor", "set", "macro", "endmacro", "block", "endblock", "filter", "endfilter",
    "verbatim", "endverbatim", "raw", "endraw", "a", "x", "y", "n", "s", "l", "deep", "secret", "loop", "name", "t",
    "big",
    "0", "1", "9223372036854775807", "0.5", "null", "true", "'%'", "'yyyy-MM-dd'", "é", "\u{0}", "\n", " ",
  ]

  private static let names =
    Environment.standard.vocabulary.filters.keys.sorted() + Environment.standard.vocabulary.functions.keys.sorted()

  /// A template with some of its words dropped, doubled, exchanged or put in from another.
  mutating func mutated(_ template: String, with other: String) -> String {
    var characters = Array(template)
    let foreign = Array(other)
    for _ in 0...below(4) {
      let place = below(characters.count + 1)
      switch below(6) {
      case 0: characters.insert(contentsOf: Array(one(of: Self.words)), at: place)
      case 1: if place < characters.count { characters.remove(at: place) }
      case 2: characters.removeSubrange(place..<min(characters.count, place + below(12)))
      case 3: characters.insert(contentsOf: foreign[below(foreign.count)...].prefix(below(40)), at: place)
      case 4: characters.insert(contentsOf: characters[place...].prefix(below(30)), at: place)
      default: characters.insert(contentsOf: Array(" | " + one(of: Self.names)), at: place)
      }
    }
    return String(characters)
  }

  /// A template that is grammatical more often than not.
  mutating func template() -> String {
    if below(5) == 0 {
      return (0..<below(30)).map { _ in one(of: Self.words) }.joined(separator: below(2) == 0 ? " " : "")
    }
    var text = ""
    for _ in 0...below(3) {
      switch below(5) {
      case 0: text += "{% if \(expression(3)) %}\(expression(1)){% else %}{{ \(expression(2)) }}{% endif %}"
      case 1: text += "{% for x in \(expression(3)) %}{{ \(expression(2)) }}{{ loop.index }}{% endfor %}"
      case 2: text += "{% set x = \(expression(4)) %}"
      default: text += "{{ \(expression(5)) }}"
      }
    }
    return text
  }

  private mutating func expression(_ depth: Int) -> String {
    guard depth > 0 else {
      return one(of: ["a", "x", "y", "n", "i", "s", "e", "l", "m", "t", "big", "deep", "1", "'a'", "secret"])
    }
    let inner = depth - 1
    switch below(12) {
    case 0:
      return
        "\(expression(inner)) \(one(of: ["+", "-", "*", "/", "%", "~", "==", "<", "and", "or", "contains", "??", ".."])) \(expression(inner))"
    case 1, 2, 3: return "\(expression(inner)) | \(one(of: Self.names))"
    case 4, 5: return "\(expression(inner)) | \(one(of: Self.names))(\(expression(inner)), \(expression(inner)))"
    case 6: return "\(one(of: Self.names))(\(expression(inner)), \(expression(inner)))"
    case 7: return "[\(expression(inner)), \(expression(inner))]"
    case 8: return "{\(expression(inner)): \(expression(inner))}"
    case 9:
      return
        "(\(expression(inner))).\(one(of: ["size", "b", "substring", "get", "repeat", "split"]))(\(expression(inner)))"
    case 10: return "\(expression(inner)) is \(one(of: ["null", "empty", "defined", "even", "map", "json"]))"
    default: return "(\(expression(inner)))[\(expression(inner))]"
    }
  }
}
