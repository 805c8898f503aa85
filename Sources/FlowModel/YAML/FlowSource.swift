/// The text of a flow, byte for byte as it was written, with the name to show for it.
public struct FlowSource: Hashable, Sendable {
  /// The largest text that is read.
  public static let maximumBytes = 5_000_000

  public let name: String
  public let text: String
  /// Where each line begins, as UTF-8 offsets. Lines end as in YAML: LF, CR, CRLF, NEL, LS and PS.
  private let lineStarts: [Int]

  public init(name: String, text: String) {
    self.name = name
    var text = text
    text.makeContiguousUTF8()
    self.text = text
    self.lineStarts = Self.lineStarts(of: text)
  }

  /// Takes UTF-8 bytes, with or without a byte order mark. Throws a diagnostic for any other encoding, for NUL, and for
  /// more than ``maximumBytes``.
  public init(name: String, bytes: some Collection<UInt8>) throws(InvalidFlow) {
    func problem(_ code: String, _ message: String, at span: SourceSpan? = nil, help: String? = nil) -> InvalidFlow {
      InvalidFlow([Diagnostic(code: code, message: message, file: name, span: span, help: help)])
    }
    guard bytes.count <= Self.maximumBytes else {
      throw problem("file-too-large", "the file has \(bytes.count) bytes; a flow may have \(Self.maximumBytes)")
    }
    let start = Array(bytes.prefix(2))
    guard start != [0xFF, 0xFE], start != [0xFE, 0xFF] else {
      throw problem("not-utf8", "the file is UTF-16", help: "save it as UTF-8")
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      // The repaired text shows where: its first replacement character that the bytes do not have.
      let repaired = String(decoding: bytes, as: UTF8.self)
      let valid = zip(repaired.utf8, bytes).prefix { $0 == $1 }.count
      let source = FlowSource(name: name, text: repaired)
      throw problem(
        "not-utf8", "the file is not UTF-8", at: SourceSpan(at: source.position(utf8Offset: valid)),
        help: "save it as UTF-8")
    }
    self.init(name: name, text: text)
    if let offset = text.utf8.firstIndex(of: 0) {
      let place = position(utf8Offset: text.utf8.distance(from: text.startIndex, to: offset))
      throw problem("control-character", "the file holds a NUL character", at: SourceSpan(at: place))
    }
  }

  var startsWithByteOrderMark: Bool { text.utf8.starts(with: [0xEF, 0xBB, 0xBF]) }

  var lineCount: Int { lineStarts.count }

  /// One line without its end; empty for a line that is not there.
  func line(_ number: Int) -> Substring {
    guard number >= 1, number <= lineStarts.count else { return "" }
    let start = lineStarts[number - 1]
    let end = number < lineStarts.count ? lineStarts[number] : text.utf8.count
    let line = slice(utf8: start..<end).unicodeScalars
    let kept = line.reversed().drop { Self.isLineEnd($0) }.startIndex.base
    return Substring(line[line.startIndex..<kept])
  }

  /// The UTF-8 offset of a place; a column behind the end gives the end of the text.
  func utf8Offset(of position: SourcePosition) -> Int {
    guard position.line >= 1, position.line <= lineStarts.count else { return text.utf8.count }
    let start = lineStarts[position.line - 1]
    let index = text.utf8.index(text.startIndex, offsetBy: start)
    let rest = text.unicodeScalars[index...]
    let end = rest.index(rest.startIndex, offsetBy: max(0, position.column - 1), limitedBy: rest.endIndex)
    return text.utf8.distance(from: text.startIndex, to: end ?? rest.endIndex)
  }

  /// The place of a UTF-8 offset.
  func position(utf8Offset: Int) -> SourcePosition {
    let offset = min(max(0, utf8Offset), text.utf8.count)
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    let start = min(lineStarts[low], offset)
    return SourcePosition(line: low + 1, column: slice(utf8: start..<offset).unicodeScalars.count + 1)
  }

  /// The text of a span.
  func slice(_ span: SourceSpan) -> Substring {
    let start = utf8Offset(of: span.start)
    return slice(utf8: start..<max(start, utf8Offset(of: span.end)))
  }

  private func slice(utf8 range: Range<Int>) -> Substring {
    let start = text.utf8.index(text.startIndex, offsetBy: range.lowerBound)
    let end = text.utf8.index(start, offsetBy: range.count)
    return text[start..<end]
  }

  static func isLineEnd(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": true
    default: false
    }
  }

  private static func lineStarts(of text: String) -> [Int] {
    var starts = [text.utf8.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0]
    var offset = 0
    var previous: Unicode.Scalar = " "
    for scalar in text.unicodeScalars {
      offset += UTF8.width(scalar)
      if scalar == "\n", previous == "\r" {
        starts[starts.count - 1] = offset
      } else if isLineEnd(scalar) {
        starts.append(offset)
      }
      previous = scalar
    }
    return starts
  }
}
