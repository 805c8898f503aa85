/// Text operations with the results that Java gives: by UTF-16 code units, without Unicode equivalence.
enum JavaString {
  /// Negative, zero or positive, as `compareTo` gives it.
  static func compare(_ left: String, _ right: String) -> Int {
    var first = left.utf16.makeIterator()
    var second = right.utf16.makeIterator()
    while true {
      switch (first.next(), second.next()) {
      case (let one?, let other?): if one != other { return Int(one) - Int(other) }
      case (nil, nil): return 0
      default: return left.utf16.count - right.utf16.count
      }
    }
  }

  static func contains(_ text: String, _ part: String) -> Bool { byteOffset(of: part, in: text, from: 0) != nil }

  /// Where `part` begins, in UTF-8 bytes.
  static func byteOffset(of part: String, in text: String, from start: Int) -> Int? {
    var text = text
    var part = part
    return text.withUTF8 { whole in part.withUTF8 { search(whole, for: $0, from: start) } }
  }

  private static func search(
    _ text: UnsafeBufferPointer<UInt8>, for part: UnsafeBufferPointer<UInt8>, from start: Int
  ) -> Int? {
    guard start <= text.count else { return nil }
    guard let first = part.first else { return start }
    // Comparing at each place is fast for short parts; a long one could make it quadratic.
    guard part.count <= 64 else { return linearSearch(text, for: part, from: start) }
    var place = start
    while place <= text.count - part.count {
      guard let next = text[place...].firstIndex(of: first), next <= text.count - part.count else { return nil }
      if text[next..<(next + part.count)].elementsEqual(part) { return next }
      place = next + 1
    }
    return nil
  }

  /// Knuth, Morris and Pratt.
  private static func linearSearch(
    _ text: UnsafeBufferPointer<UInt8>, for part: UnsafeBufferPointer<UInt8>, from start: Int
  ) -> Int? {
    var table = [Int](repeating: 0, count: part.count)
    var length = 0
    for index in 1..<part.count {
      while length > 0, part[index] != part[length] { length = table[length - 1] }
      if part[index] == part[length] { length += 1 }
      table[index] = length
    }
    var matched = 0
    for place in start..<text.count {
      while matched > 0, text[place] != part[matched] { matched = table[matched - 1] }
      if text[place] == part[matched] { matched += 1 }
      if matched == part.count { return place - matched + 1 }
    }
    return nil
  }

  static func index(of part: String, in text: String) -> Int? {
    byteOffset(of: part, in: text, from: 0).map { units(in: text, before: $0) }
  }

  static func lastIndex(of part: String, in text: String) -> Int? {
    guard !part.isEmpty else { return text.utf16.count }
    var last: Int?
    var start = 0
    while let found = byteOffset(of: part, in: text, from: start) {
      last = found
      start = found + 1
    }
    return last.map { units(in: text, before: $0) }
  }

  private static func units(in text: String, before bytes: Int) -> Int {
    String(decoding: text.utf8.prefix(bytes), as: UTF8.self).utf16.count
  }

  static func substring(_ text: String, from start: Int, to end: Int) throws(PebbleError) -> String {
    let units = text.utf16
    guard start >= 0, start <= end, end <= units.count else {
      throw .failed("begin \(start), end \(end), length \(units.count)")
    }
    return String(decoding: units.dropFirst(start).prefix(end - start), as: UTF16.self)
  }

  /// Without characters up to U+0020 at both ends.
  static func trim(_ text: String) -> String {
    let bytes = text.utf8
    guard let first = bytes.firstIndex(where: { $0 > 32 }), let last = bytes.lastIndex(where: { $0 > 32 }) else {
      return ""
    }
    return String(text[first...last])
  }

  /// Without Unicode white space.
  static func strip(_ text: String, atStart: Bool = true, atEnd: Bool = true) -> String {
    var scalars = text.unicodeScalars[...]
    while atStart, let first = scalars.first, first.properties.isWhitespace { scalars.removeFirst() }
    while atEnd, let last = scalars.last, last.properties.isWhitespace { scalars.removeLast() }
    return String(scalars)
  }

  static func replace(_ old: String, with new: String, in text: String) -> String {
    guard !old.isEmpty else {
      return new + text.unicodeScalars.map { String($0) + new }.joined()
    }
    var result: [UInt8] = []
    let bytes = Array(text.utf8)
    var copied = 0
    while let found = byteOffset(of: old, in: text, from: copied) {
      result += bytes[copied..<found]
      result += new.utf8
      copied = found + old.utf8.count
    }
    guard copied > 0 else { return text }
    return String(decoding: result + bytes[copied...], as: UTF8.self)
  }

  /// At least the size of what ``replace(_:with:in:)`` makes, in bytes.
  static func replacementSize(_ text: String, _ old: String, _ new: String) -> Int {
    let times = old.isEmpty ? text.utf8.count + 1 : text.utf8.count / old.utf8.count
    let (size, overflow) = times.multipliedReportingOverflow(by: new.utf8.count)
    return overflow ? .max : size.addingReportingOverflow(text.utf8.count).partialValue
  }

  /// `hashCode()`.
  static func hash(of value: Value) -> Int32 {
    switch value {
    case .null: 0
    case .bool(let flag): flag ? 1231 : 1237
    case .int(let number): Int32(truncatingIfNeeded: number ^ (number >> 32))
    case .double(let number):
      Int32(truncatingIfNeeded: number.bitPattern ^ (number.bitPattern >> 32))
    case .string(let text): text.utf16.reduce(Int32(0)) { $0 &* 31 &+ Int32($1) }
    case .list(let items): items.reduce(Int32(1)) { $0 &* 31 &+ hash(of: $1) }
    case .map(let entries): entries.reduce(Int32(0)) { $0 &+ (hash(of: .string($1.key)) ^ hash(of: $1.value)) }
    case .exact, .instant: hash(of: .string(value.text))
    case .secret(let secret): hash(of: secret.revealed)
    }
  }
}
