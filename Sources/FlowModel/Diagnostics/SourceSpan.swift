/// A place in a source: line and column count from 1, the column in code points.
public struct SourcePosition: Hashable, Comparable, Sendable, CustomStringConvertible {
  public let line: Int
  public let column: Int

  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  public static func < (left: SourcePosition, right: SourcePosition) -> Bool {
    (left.line, left.column) < (right.line, right.column)
  }

  public var description: String { "\(line):\(column)" }
}

/// A stretch of a source, from `start` up to but not including `end`.
public struct SourceSpan: Hashable, Sendable {
  public let start: SourcePosition
  public let end: SourcePosition

  public init(start: SourcePosition, end: SourcePosition) {
    self.start = start
    self.end = max(start, end)
  }

  /// One character.
  public init(at position: SourcePosition) {
    self.init(start: position, end: SourcePosition(line: position.line, column: position.column + 1))
  }
}
