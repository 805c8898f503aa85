/// Reads the letters of a `java.time.format.DateTimeFormatter` pattern.
struct DatePatternParser {
  private let source: [Unicode.Scalar]
  private var index = 0
  private var depth = 0

  static func elements(of pattern: String) throws(PebbleError) -> [DatePattern.Element] {
    var parser = DatePatternParser(source: Array(pattern.unicodeScalars))
    let elements = try parser.elements()
    guard parser.index == parser.source.count else {
      throw .failed("Pattern invalid as it contains ] without previous [")
    }
    return elements
  }

  private init(source: [Unicode.Scalar]) { self.source = source }

  /// Up to the end, or to the `]` that closes an optional part.
  private mutating func elements() throws(PebbleError) -> [DatePattern.Element] {
    var elements: [DatePattern.Element] = []
    while index < source.count {
      let scalar = source[index]
      switch scalar {
      case "]": return elements
      case "[":
        guard depth < 20 else { throw .failed("Optional parts of a date format are nested too deep.") }
        depth += 1
        index += 1
        elements.append(.optional(try self.elements()))
        if index < source.count { index += 1 }
        depth -= 1
      case "'": elements.append(.literal(try quoted()))
      case "{", "}", "#": throw .failed("Pattern includes reserved character: '\(scalar)'")
      case "p":
        let width = run()
        guard index < source.count, source[index].properties.isAlphabetic, source[index].isASCII else {
          throw .failed(
            "Pad letter 'p' must be followed by valid pad pattern: \(String(String.UnicodeScalarView(source)))")
        }
        let letter = source[index]
        elements.append(.padded(width, try element(letter, run())))
      case "a"..."z", "A"..."Z": elements.append(try element(scalar, run()))
      default:
        elements.append(.literal(String(scalar)))
        index += 1
      }
    }
    return elements
  }

  private mutating func run() -> Int {
    let letter = source[index]
    let count = source[index...].prefix { $0 == letter }.count
    index += count
    return count
  }

  private mutating func quoted() throws(PebbleError) -> String {
    var text = String.UnicodeScalarView()
    index += 1
    while index < source.count {
      if source[index] == "'" {
        guard index + 1 < source.count, source[index + 1] == "'" else {
          index += 1
          return text.isEmpty ? "'" : String(text)
        }
        index += 1
      }
      text.append(source[index])
      index += 1
    }
    throw .failed("Pattern ends with an incomplete string literal: \(String(String.UnicodeScalarView(source)))")
  }

  private static let plainFields: [Unicode.Scalar: DateField] = [
    "d": .day, "H": .hour, "k": .clockHour, "K": .halfHour, "h": .clockHalfHour, "m": .minute, "s": .second,
  ]
  private static let wideFields: [Unicode.Scalar: DateField] = ["A": .milliOfDay, "n": .nano, "N": .nanoOfDay]

  private func element(_ letter: Unicode.Scalar, _ count: Int) throws(PebbleError) -> DatePattern.Element {
    let tooMany = PebbleError.failed("Too many pattern letters: \(letter)")
    if let field = DatePatternParser.plainFields[letter] {
      guard count <= 2 else { throw tooMany }
      return .number(field, count, count == 1 ? 19 : 2)
    }
    if let field = DatePatternParser.wideFields[letter] {
      guard count <= 19 else { throw tooMany }
      return .number(field, count, 19)
    }
    switch letter {
    case "u", "y", "Y":
      let field: DateField = letter == "u" ? .year : letter == "y" ? .yearOfEra : .weekYear
      if count == 2 { return .shortYear(field) }
      guard count <= 19 else { throw tooMany }
      return .number(field, count, 19)
    case "M", "L": return try named(.month, letter == "L", count, tooMany)
    case "Q", "q": return try named(.quarter, letter == "q", count, tooMany)
    case "E":
      guard count <= 5 else { throw tooMany }
      return .text(.weekday, count <= 3 ? .short : count == 4 ? .full : .narrow)
    case "e", "c":
      if letter == "c", count == 2 { throw .failed("Invalid pattern \"cc\"") }
      return try named(count <= 2 ? .localWeekday : .weekday, letter == "c", count, tooMany)
    case "a":
      guard count == 1 else { throw tooMany }
      return .text(.half, .short)
    case "G":
      guard count <= 5 else { throw tooMany }
      return .text(.era, count <= 3 ? .short : count == 4 ? .full : .narrow)
    case "D":
      guard count <= 3 else { throw tooMany }
      return .number(.dayOfYear, count, 3)
    case "F":
      guard count == 1 else { throw tooMany }
      return .number(.alignedWeekday, 1, 19)
    case "g":
      guard count <= 19 else { throw tooMany }
      return .number(.modifiedJulianDay, count, 19)
    case "w":
      guard count <= 2 else { throw tooMany }
      return .number(.week, count, 2)
    case "W":
      guard count == 1 else { throw tooMany }
      return .number(.weekOfMonth, 1, 2)
    case "S":
      guard count <= 9 else { throw .failed("The minimum width must be from 0 to 9 inclusive but was \(count)") }
      return .fraction(count, count, hasPoint: false)
    case "V":
      guard count == 2 else { throw .failed("Pattern letter count must be 2: V") }
      return .zone
    case "z", "v":
      guard count <= 4, letter == "z" || count == 1 || count == 4 else { throw tooMany }
      return .zoneName(isLong: count == 4)
    default: return try offset(letter, count, tooMany)
    }
  }

  private func offset(
    _ letter: Unicode.Scalar, _ count: Int, _ tooMany: PebbleError
  ) throws(PebbleError) -> DatePattern.Element {
    let patterns = ["+HHmm", "+HHMM", "+HH:MM", "+HHMMss", "+HH:MM:ss"]
    switch letter {
    case "X", "x":
      guard count <= 5 else { throw tooMany }
      let zero = count == 1 ? "+00" : count.isMultiple(of: 2) ? "+0000" : "+00:00"
      return .offset(patterns[count - 1], zero: letter == "X" ? "Z" : zero)
    case "Z":
      guard count <= 5 else { throw tooMany }
      if count == 4 { return .namedOffset(isLong: true) }
      return count == 5 ? .offset("+HH:MM:ss", zero: "Z") : .offset("+HHMM", zero: "+0000")
    case "O":
      guard count == 1 || count == 4 else { throw .failed("Pattern letter count must be 1 or 4: O") }
      return .namedOffset(isLong: count == 4)
    default: throw .failed("Unknown pattern letter: \(letter)")
    }
  }

  private func named(
    _ field: DateField, _ isAlone: Bool, _ count: Int, _ tooMany: PebbleError
  ) throws(PebbleError) -> DatePattern.Element {
    switch count {
    case 1: return .number(field, 1, 19)
    case 2: return .number(field, 2, 2)
    case 3: return .text(field, isAlone ? .shortAlone : .short)
    case 4: return .text(field, isAlone ? .fullAlone : .full)
    case 5: return .text(field, .narrow)
    default: throw tooMany
    }
  }
}
