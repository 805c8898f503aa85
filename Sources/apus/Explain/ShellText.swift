/// Text for a POSIX shell: literal parts in single quotes, placeholders as variables in double quotes.
struct ShellText {
  /// Stands in rendered text for what a shell variable holds. Letters and digits only, so that no encoding changes it.
  struct Placeholder: Hashable {
    let variable: String
    let origin: ExpressionOrigin
    let number: Int

    var text: String { "ApusPlaceholderNo\(number)End" }
  }

  let placeholders: [Placeholder]

  /// One word of a command.
  func word(_ text: String) -> String {
    var result = ""
    for piece in pieces(of: text) {
      switch piece {
      case .text(let text): result += ShellText.quoted(text)
      case .placeholder(let placeholder): result += "\"${\(placeholder.variable)}\""
      }
    }
    return result.isEmpty ? "''" : result
  }

  /// The text for a reader.
  func shown(_ text: String) -> String {
    pieces(of: text).map { piece in
      switch piece {
      case .text(let text): text
      case .placeholder(let placeholder): "${\(placeholder.variable)}"
      }
    }.joined()
  }

  func used(in text: String) -> [Placeholder] {
    placeholders.filter { text.contains($0.text) }
  }

  private enum Piece {
    case text(String)
    case placeholder(Placeholder)
  }

  private func pieces(of text: String) -> [Piece] {
    var pieces: [Piece] = []
    var rest = text[...]
    while true {
      var first: (range: Range<String.Index>, placeholder: Placeholder)?
      for placeholder in placeholders {
        guard let range = rest.firstRange(of: placeholder.text) else { continue }
        if first == nil || range.lowerBound < first?.range.lowerBound ?? rest.endIndex { first = (range, placeholder) }
      }
      guard let found = first else { break }
      if found.range.lowerBound > rest.startIndex { pieces.append(.text(String(rest[..<found.range.lowerBound]))) }
      pieces.append(.placeholder(found.placeholder))
      rest = rest[found.range.upperBound...]
    }
    if !rest.isEmpty { pieces.append(.text(String(rest))) }
    return pieces
  }

  private static func quoted(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
      default: "-_./:=@%+,".utf8.contains(byte)
      }
    }
    return isPlain ? text : "'" + text.replacing("'", with: "'\\''") + "'"
  }
}
