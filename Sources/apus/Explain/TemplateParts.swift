/// A template cut into its text and its `{{ }}` expressions.
struct TemplateParts {
  enum Part: Hashable {
    case text(String)
    /// With its braces.
    case expression(String)
  }

  private(set) var parts: [Part] = []
  /// Whether it has `{% %}`: then its parts do not stand for themselves.
  let hasTags: Bool

  init(_ template: String) {
    hasTags = template.contains("{%")
    var rest = template[...]
    while let open = rest.firstRange(of: "{{") {
      if open.lowerBound > rest.startIndex { parts.append(.text(String(rest[..<open.lowerBound]))) }
      let end = TemplateParts.end(of: rest[open.upperBound...])
      parts.append(.expression(String(rest[open.lowerBound..<end])))
      rest = rest[end...]
    }
    if !rest.isEmpty { parts.append(.text(String(rest))) }
  }

  /// The place behind the closing braces, which may stand in quoted text or close a map before.
  private static func end(of text: Substring) -> String.Index {
    var quote: Character?
    var depth = 0
    var index = text.startIndex
    while index < text.endIndex {
      let character = text[index]
      let next = text.index(after: index)
      if let open = quote {
        if character == "\\", next < text.endIndex {
          index = text.index(after: next)
          continue
        }
        if character == open { quote = nil }
      } else if character == "'" || character == "\"" {
        quote = character
      } else if character == "{" {
        depth += 1
      } else if character == "}" {
        if depth > 0 {
          depth -= 1
        } else if next < text.endIndex, text[next] == "}" {
          return text.index(after: next)
        }
      }
      index = next
    }
    return text.endIndex
  }
}
