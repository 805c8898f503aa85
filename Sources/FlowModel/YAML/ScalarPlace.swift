/// Finds where a character of a scalar's text stands in its source.
///
/// Folding, indentation and block headers only add and remove white space, so the place is found by counting what is not
/// white space; escapes count as what they stand for.
struct ScalarPlace {
  let text: String
  let style: YAMLScalar.Style
  /// The scalar as it is written, with quotes or block header.
  let raw: String
  /// Where `raw` begins.
  let start: SourcePosition

  func position(utf8Offset: Int) -> SourcePosition {
    let bytes = text.utf8
    let end = bytes.index(bytes.startIndex, offsetBy: min(max(0, utf8Offset), bytes.count))
    let before = text.unicodeScalars[..<(end.samePosition(in: text.unicodeScalars) ?? text.startIndex)]
    let wanted = before.count { !Self.isSpace($0) }
    let spacesBehind = before.reversed().prefix { Self.isSpace($0) && $0 != "\n" }.count
    let isOnSpace = end < text.endIndex && Self.isSpace(text.unicodeScalars[end])

    var cursor = Cursor(raw: raw, style: style, start: start)
    cursor.skipOpening()
    for _ in 0..<wanted {
      cursor.skipSpace()
      cursor.skipOne()
    }
    if isOnSpace || end == text.endIndex {
      // Spaces on one line stand as they are written.
      for _ in 0..<spacesBehind { cursor.skipSpaceOnLine() }
    } else {
      cursor.skipSpace()
    }
    return cursor.position
  }

  fileprivate static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    scalar == " " || scalar == "\t" || FlowSource.isLineEnd(scalar)
  }
}

/// Walks through a scalar as it is written.
private struct Cursor {
  private var rest: Substring.UnicodeScalarView
  private let style: YAMLScalar.Style
  private var line: Int
  private var column: Int

  init(raw: String, style: YAMLScalar.Style, start: SourcePosition) {
    self.rest = Substring(raw).unicodeScalars
    self.style = style
    self.line = start.line
    self.column = start.column
  }

  var position: SourcePosition { SourcePosition(line: line, column: column) }

  private mutating func advance() {
    guard let scalar = rest.popFirst() else { return }
    if scalar == "\r", rest.first == "\n" { return }
    if FlowSource.isLineEnd(scalar) {
      line += 1
      column = 1
    } else {
      column += 1
    }
  }

  /// A quote, or the header line of a block.
  mutating func skipOpening() {
    switch style {
    case .plain: break
    case .singleQuoted, .doubleQuoted: advance()
    case .block:
      let first = line
      while line == first, !rest.isEmpty { advance() }
    }
  }

  /// White space, in double quotes also where it is written as an escape.
  mutating func skipSpace() {
    while let scalar = rest.first {
      if ScalarPlace.isSpace(scalar) {
        advance()
      } else if style == .doubleQuoted, scalar == "\\", let letter = rest.dropFirst().first,
        ScalarPlace.isSpace(letter) || "ntNLP_".unicodeScalars.contains(letter) || letter == "r"
      {
        // `\_` is a no-break space, which counts as a character: leave it.
        if letter == "_" { return }
        advance()
        advance()
      } else {
        return
      }
    }
  }

  mutating func skipSpaceOnLine() {
    if let scalar = rest.first, ScalarPlace.isSpace(scalar), !FlowSource.isLineEnd(scalar) { advance() }
  }

  /// One character of the text.
  mutating func skipOne() {
    guard let scalar = rest.first else { return }
    advance()
    if style == .singleQuoted, scalar == "'" {
      advance()
    } else if style == .doubleQuoted, scalar == "\\" {
      let letter = rest.first
      advance()
      let digits =
        switch letter {
        case "x": 2
        case "u": 4
        case "U": 8
        default: 0
        }
      for _ in 0..<digits { advance() }
    }
  }
}
