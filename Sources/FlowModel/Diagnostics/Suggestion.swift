/// Finds the word that was probably meant.
enum Suggestion {
  /// Words longer than this are not compared: the work grows with the square.
  private static let longestWord = 100

  /// The candidate nearest to `word`, or `nil` when none is near enough to be a slip.
  static func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
    let written = Array(word.lowercased().utf8)
    guard !written.isEmpty, written.count <= longestWord else { return nil }
    let furthest = max(1, written.count / 3)
    var best: (word: String, distance: Int)?
    for candidate in candidates {
      let other = Array(candidate.lowercased().utf8)
      guard abs(other.count - written.count) <= furthest, other.count <= longestWord else { continue }
      let distance = distance(written, other)
      if distance <= furthest, distance < (best?.distance ?? .max) {
        best = (candidate, distance)
      }
    }
    return best?.word
  }

  /// `did you mean 'x'?`, or a list of what there is when nothing is near.
  static func help(for word: String, among candidates: [String]) -> String? {
    if let nearest = nearest(to: word, among: candidates) { return "did you mean '\(nearest)'?" }
    guard !candidates.isEmpty, candidates.count <= 40 else { return nil }
    return "known here: \(candidates.joined(separator: ", "))"
  }

  /// Insertions, deletions, replacements and swaps of neighbours that make one word into the other.
  private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var beforeLast = [Int](repeating: 0, count: right.count + 1)
    var last = Array(0...right.count)
    for (row, leftByte) in left.enumerated() {
      var current = [row + 1]
      for (column, rightByte) in right.enumerated() {
        var cost = min(
          last[column + 1] + 1, current[column] + 1, last[column] + (leftByte == rightByte ? 0 : 1))
        if row > 0, column > 0, leftByte == right[column - 1], left[row - 1] == rightByte {
          cost = min(cost, beforeLast[column - 1] + 1)
        }
        current.append(cost)
      }
      beforeLast = last
      last = current
    }
    return last[right.count]
  }
}
