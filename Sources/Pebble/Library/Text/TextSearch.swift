/// Searches for bytes in bytes, in time that grows with the length alone, whatever the texts (Knuth, Morris and Pratt).
struct TextSearch {
  private let wanted: [UInt8]
  /// For each prefix of the wanted bytes, the length of its longest proper prefix that also ends it.
  private let borders: [Int]

  init(_ wanted: [UInt8]) {
    self.wanted = wanted
    var borders = [Int](repeating: 0, count: wanted.count)
    var border = 0
    for index in wanted.indices.dropFirst() {
      while border > 0, wanted[index] != wanted[border] { border = borders[border - 1] }
      if wanted[index] == wanted[border] { border += 1 }
      borders[index] = border
    }
    self.borders = borders
  }

  /// The first place at or after `start`.
  func first(in text: [UInt8], from start: Int = 0) -> Int? {
    guard start >= 0, start <= text.count, wanted.count <= text.count - start else { return nil }
    if wanted.isEmpty { return start }
    var matched = 0
    for index in start..<text.count {
      while matched > 0, text[index] != wanted[matched] { matched = borders[matched - 1] }
      if text[index] == wanted[matched] { matched += 1 }
      if matched == wanted.count { return index + 1 - matched }
    }
    return nil
  }

  /// The first place of bytes in a text.
  static func first(_ wanted: [UInt8], in text: [UInt8]) -> Int? { TextSearch(wanted).first(in: text) }

  /// The last place.
  static func last(_ wanted: [UInt8], in text: [UInt8]) -> Int? {
    first(wanted.reversed(), in: text.reversed()).map { text.count - $0 - wanted.count }
  }
}

extension String {
  /// Every place where a text stands, replaced, without looking at canonical equivalence.
  func replacingExactly(_ old: String, with new: String, limits: Limits) throws(PebbleError) -> String {
    guard !old.isEmpty else { return self }
    let source = Array(utf8)
    let search = TextSearch(Array(old.utf8))
    var result: [UInt8] = []
    var start = 0
    while let place = search.first(in: source, from: start) {
      result += source[start..<place]
      result += new.utf8
      try limits.check(bytes: result.count)
      start = place + old.utf8.count
    }
    guard start > 0 else { return self }
    result += source[start...]
    try limits.check(bytes: result.count)
    return String(decoding: result, as: UTF8.self)
  }
}
