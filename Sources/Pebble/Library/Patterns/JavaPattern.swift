/// Translates Java's regular expressions to PCRE2's, where the two write the same thing differently, and refuses what Java
/// does not know: recursion, verbs, callouts.
struct JavaPattern {
  /// Longer patterns are refused.
  static let maximumBytes = 32 * 1024
  /// Character classes and groups inside each other.
  static let maximumNesting = 100

  private let source: [Unicode.Scalar]
  private var index = 0
  private var result = ""

  static func translate(_ pattern: String) throws(PebbleError) -> String {
    guard pattern.utf8.count <= maximumBytes else {
      throw PebbleError(.limit("a regular expression of \(maximumBytes) bytes"))
    }
    var translation = JavaPattern(source: Array(pattern.unicodeScalars))
    while translation.index < translation.source.count { try translation.element() }
    return translation.result
  }

  private init(source: [Unicode.Scalar]) { self.source = source }

  private func scalar(_ offset: Int = 0) -> Unicode.Scalar? {
    let place = index + offset
    return place < source.count ? source[place] : nil
  }

  private mutating func element() throws(PebbleError) {
    switch scalar() {
    case "\\":
      if scalar(1) == "Q" { quotation() } else { result += try escape(inClass: false) }
    case "[": result += try CharacterClass.read(self) { self = $0 }
    case "(":
      result += "("
      index += 1
      try group()
    case let other?:
      result.unicodeScalars.append(other)
      index += 1
    case nil: break
    }
  }

  private mutating func quotation() {
    index += 2
    result += "\\Q"
    while let next = scalar() {
      if next == "\\", scalar(1) == "E" { break }
      result.unicodeScalars.append(next)
      index += 1
    }
    index += 2
    result += "\\E"
  }

  /// After `(`: what only one of the two engines understands.
  private mutating func group() throws(PebbleError) {
    if scalar() == "*" { throw .failed("Dangling meta character '*'") }
    guard scalar() == "?" else { return }
    guard let kind = scalar(1) else { return }
    switch kind {
    case ":", "=", "!", ">", "<": return
    default: break
    }
    // Inline flags: `d` and `u` change nothing here, `U` means something else to PCRE2.
    var flags = "?"
    index += 1
    while let flag = scalar(), flag != ")", flag != ":" {
      switch flag {
      case "i", "m", "s", "x", "-": flags.unicodeScalars.append(flag)
      case "d", "u", "U": break
      default: throw .failed("Unknown inline modifier")
      }
      index += 1
    }
    result += flags == "?-" ? "?" : flags
  }

  /// One escape, translated; the index then stands after it.
  mutating func escape(inClass: Bool) throws(PebbleError) -> String {
    guard let letter = scalar(1) else { throw .failed("Unexpected internal error") }
    index += 2
    switch letter {
    case "u": return try codeUnits()
    case "0":
      let digits = take(while: { ("0"..."7").contains($0) }, atMost: 3)
      guard !digits.isEmpty else { throw .failed("Illegal octal escape sequence") }
      return "\\o{\(digits)}"
    case "p", "P": return try property(isNegated: letter == "P", inClass: inClass)
    case "x", "c", "k": return "\\" + String(letter)
    case "d", "D", "s", "S", "w", "W", "h", "H", "v", "V", "t", "n", "r", "f", "a", "e", "N":
      return "\\" + String(letter)
    case "b", "B", "A", "G", "Z", "z", "R", "X":
      guard !inClass else { throw .failed("Illegal/unsupported escape sequence") }
      return "\\" + String(letter)
    case "1"..."9": return "\\" + String(letter)
    case "a"..."z", "A"..."Z": throw .failed("Illegal/unsupported escape sequence")
    default: return letter.isASCII ? "\\" + String(letter) : String(letter)
    }
  }

  /// `\uXXXX`, where two may make one character.
  private mutating func codeUnits() throws(PebbleError) -> String {
    var units = [try codeUnit()]
    if UTF16.isLeadSurrogate(units[0]), scalar() == "\\", scalar(1) == "u" {
      index += 2
      units.append(try codeUnit())
    }
    guard let value = String(decoding: units, as: UTF16.self).unicodeScalars.first else { return "" }
    return "\\x{\(String(value.value, radix: 16))}"
  }

  private mutating func codeUnit() throws(PebbleError) -> UInt16 {
    let digits = take(while: { $0.isASCII && Character($0).isHexDigit }, atMost: 4)
    guard digits.utf8.count == 4, let unit = UInt16(digits, radix: 16) else {
      throw .failed("Illegal Unicode escape sequence")
    }
    return unit
  }

  private mutating func take(while accepts: (Unicode.Scalar) -> Bool, atMost count: Int) -> String {
    var text = ""
    while text.utf8.count < count, let next = scalar(), accepts(next) {
      text.unicodeScalars.append(next)
      index += 1
    }
    return text
  }

  private mutating func property(isNegated: Bool, inClass: Bool) throws(PebbleError) -> String {
    var name = ""
    if scalar() == "{" {
      index += 1
      name = take(while: { $0 != "}" }, atMost: 64)
      guard scalar() == "}" else { throw .failed("Unclosed character family") }
      index += 1
    } else if let letter = scalar() {
      name = String(letter)
      index += 1
    }
    guard let set = JavaPattern.sets[name] else {
      var short = name
      for prefix in ["Is", "script=", "sc=", "general_category=", "gc="] where short.hasPrefix(prefix) {
        short = String(short.dropFirst(prefix.count))
      }
      guard !short.isEmpty, short.utf8.allSatisfy({ $0 == 95 || $0 == 38 || Character(Unicode.Scalar($0)).isLetter })
      else { throw .failed("Unknown character property name {\(name)}") }
      return (isNegated ? "\\P{" : "\\p{") + short + "}"
    }
    if inClass, !isNegated { return set }
    return (isNegated ? "[^" : "[") + set + "]"
  }

  /// Java's names of ASCII classes and of `Character`'s questions, as the inside of a PCRE2 class.
  private static let sets: [String: String] = [
    "Lower": "a-z", "Upper": "A-Z", "ASCII": "\\x00-\\x7F", "Alpha": "a-zA-Z", "Digit": "0-9", "Alnum": "a-zA-Z0-9",
    "Punct": "!-\\/:-@\\[-`{-~", "Graph": "!-~", "Print": " -~", "Blank": " \\t", "Cntrl": "\\x00-\\x1F\\x7F",
    "XDigit": "0-9a-fA-F", "Space": " \\t\\n\\x0B\\f\\r",
    "javaLowerCase": "\\p{Ll}", "javaUpperCase": "\\p{Lu}", "javaTitleCase": "\\p{Lt}", "javaDigit": "\\p{Nd}",
    "javaLetter": "\\p{L}", "javaAlphabetic": "\\p{L}\\p{Nl}", "javaLetterOrDigit": "\\p{L}\\p{Nd}",
    "javaWhitespace": "\\x09-\\x0D\\x1C-\\x1F\\p{Zs}\\p{Zl}\\p{Zp}", "javaSpaceChar": "\\p{Z}",
    "IsAlphabetic": "\\p{L}\\p{Nl}", "IsLetter": "\\p{L}", "IsLowercase": "\\p{Ll}", "IsUppercase": "\\p{Lu}",
    "IsDigit": "\\p{Nd}", "IsPunctuation": "\\p{P}", "IsWhite_Space": "\\x09-\\x0D\\x85\\p{Z}", "IsControl": "\\p{Cc}",
    "InGreek": "\\x{370}-\\x{3FF}", "InCyrillic": "\\x{400}-\\x{4FF}", "InBasicLatin": "\\x00-\\x7F",
  ]
}

extension JavaPattern {
  /// A class in brackets. Java joins classes inside it and cuts them with `&&`; PCRE2 has neither, so such a class becomes
  /// alternatives and look-aheads.
  private enum CharacterClass {
    static func read(
      _ start: JavaPattern, depth: Int = 0, _ advance: (JavaPattern) -> Void
    ) throws(PebbleError) -> String {
      guard depth <= JavaPattern.maximumNesting else { throw .failed("Character classes are nested too deep") }
      var reader = start
      reader.index += 1
      let isNegated = reader.scalar() == "^"
      if isNegated { reader.index += 1 }
      var operands: [[String]] = [[]]
      var members = ""
      var isFirst = true
      while true {
        guard let next = reader.scalar() else { throw .failed("Unclosed character class") }
        if next == "]", !isFirst {
          reader.index += 1
          break
        }
        isFirst = false
        switch next {
        case "\\": members += try reader.escape(inClass: true)
        case "[":
          let inner = try read(reader, depth: depth + 1) { reader = $0 }
          operands[operands.count - 1].append(inner)
        case "&" where reader.scalar(1) == "&":
          if !members.isEmpty { operands[operands.count - 1].append("[\(members)]") }
          members = ""
          operands.append([])
          reader.index += 2
        default:
          members += next == "]" ? "\\]" : String(next)
          reader.index += 1
        }
      }
      if operands == [[]] {
        advance(reader)
        return (isNegated ? "[^" : "[") + members + "]"
      }
      if !members.isEmpty { operands[operands.count - 1].append("[\(members)]") }
      let sets = operands.filter { !$0.isEmpty }.map { $0.count == 1 ? $0[0] : "(?:" + $0.joined(separator: "|") + ")" }
      guard let last = sets.last else { throw .failed("Bad class syntax") }
      let all = "(?:" + sets.dropLast().map { "(?=\($0))" }.joined() + last + ")"
      advance(reader)
      return isNegated ? "(?:(?!\(all))(?s:.))" : all
    }
  }
}
