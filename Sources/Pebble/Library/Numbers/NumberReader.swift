/// Text to a number, as the `number` filter does it.
enum NumberReader {
  /// - Parameter type: INT, LONG, FLOAT, DOUBLE, BIGDECIMAL or BIGINTEGER; without one the text decides.
  static func number(_ text: String, type: String?) throws(PebbleError) -> Value {
    switch type {
    case nil: return try guessed(text)
    case "INT":
      guard let number = decimalInteger(text), Int32(exactly: number) != nil else { throw unreadable(text) }
      return .int(number)
    case "LONG":
      guard let number = decimalInteger(text) else { throw unreadable(text) }
      return .int(number)
    case "BIGINTEGER":
      guard isInteger(text) else { throw unreadable(text) }
      return whole(text)
    case "FLOAT":
      guard let number = Float(JavaText.trimmed(text)), isDecimal(JavaText.trimmed(text)) else {
        throw unreadable(text)
      }
      return .double(shortest(number))
    case "DOUBLE":
      guard let number = Double(JavaText.trimmed(text)), isDecimal(JavaText.trimmed(text)) else {
        throw unreadable(text)
      }
      return .double(number)
    case "BIGDECIMAL":
      guard isDecimal(text) else { throw unreadable(text) }
      return exact(text)
    case .some(let type):
      throw .failed(
        "No enum constant for the number type \(type): use INT, FLOAT, LONG, DOUBLE, BIGDECIMAL or BIGINTEGER.")
    }
  }

  private static func unreadable(_ text: String) -> PebbleError {
    .failed("For input string: \"\(text)\"")
  }

  /// Hexadecimal with `0x` or `#`, octal with a leading 0, type letters at the end, exponents; otherwise decimal.
  private static func guessed(_ text: String) throws(PebbleError) -> Value {
    let invalid = PebbleError.failed("\(text) is not a valid number.")
    guard !JavaText.isBlank(text) else { throw .failed("A blank string is not a valid number") }
    let isNegative = text.hasPrefix("-")
    let unsigned = isNegative || text.hasPrefix("+") ? text.dropFirst() : text[...]
    for prefix in ["0x", "0X", "#"] where unsigned.hasPrefix(prefix) {
      guard let number = radix(unsigned.dropFirst(prefix.utf8.count), 16, isNegative) else { throw invalid }
      return number
    }
    guard let last = unsigned.last, let first = unsigned.first, first.isASCII else { throw invalid }
    var digits = String(unsigned)
    if "lLfFdD".contains(last) {
      digits.removeLast()
      guard isDecimal(digits) else { throw invalid }
      if last == "l" || last == "L" {
        guard let number = decimalInteger((isNegative ? "-" : "") + digits) else { throw invalid }
        return .int(number)
      }
      guard let number = Double(digits) else { throw invalid }
      return .double(isNegative ? -number : number)
    }
    guard isDecimal(digits) else { throw invalid }
    let signed = (isNegative ? "-" : "") + digits
    if isInteger(digits) {
      if digits.hasPrefix("0"), digits.utf8.count > 1 {
        guard let number = radix(digits.dropFirst(), 8, isNegative) else { throw invalid }
        return number
      }
      return whole(signed)
    }
    let fraction = digits.split(separator: ".", omittingEmptySubsequences: false).dropFirst().first ?? ""
    let places = fraction.prefix { $0.isNumber }.count
    guard places <= 16, let number = Double(signed), number.isFinite else { return exact(signed) }
    return .double(number)
  }

  /// The double with the shortest decimal digits of a 32-bit number, so that it prints the same.
  private static func shortest(_ number: Float) -> Double { Double(number.description) ?? Double(number) }

  private static func decimalInteger(_ text: String) -> Int? { isInteger(text) ? Int(text) : nil }

  private static func isInteger(_ text: String) -> Bool {
    let digits = text.hasPrefix("-") || text.hasPrefix("+") ? text.dropFirst() : text[...]
    return !digits.isEmpty && digits.utf8.allSatisfy { (48...57).contains($0) }
  }

  /// Digits with at most one point and an exponent; at least one digit before the exponent.
  private static func isDecimal(_ text: String) -> Bool {
    var rest = text.utf8[...]
    func digits() -> Int {
      let count = rest.prefix { (48...57).contains($0) }.count
      rest = rest.dropFirst(count)
      return count
    }
    if rest.first == 43 || rest.first == 45 { rest = rest.dropFirst() }
    var count = digits()
    if rest.first == 46 {
      rest = rest.dropFirst()
      count += digits()
    }
    guard count > 0 else { return false }
    if rest.first == 69 || rest.first == 101 {
      rest = rest.dropFirst()
      if rest.first == 43 || rest.first == 45 { rest = rest.dropFirst() }
      guard digits() > 0 else { return false }
    }
    return rest.isEmpty
  }

  private static func radix(_ digits: Substring, _ radix: Int, _ isNegative: Bool) -> Value? {
    guard let first = digits.first, first != "-", first != "+" else { return nil }
    return Int((isNegative ? "-" : "") + digits, radix: radix).map { .int($0) }
  }

  private static func whole(_ text: String) -> Value {
    if let number = Int(text) { return .int(number) }
    return exact(text)
  }

  /// Kept digit by digit, in the form that JSON has.
  private static func exact(_ text: String) -> Value {
    let isNegative = text.hasPrefix("-")
    var digits = Substring(isNegative || text.hasPrefix("+") ? text.dropFirst() : text[...])
    while digits.utf8.count > 1, digits.hasPrefix("0"), digits.dropFirst().first?.isNumber == true {
      digits = digits.dropFirst()
    }
    var plain = digits.hasPrefix(".") ? "0" + digits : String(digits)
    if plain.hasSuffix(".") { plain.removeLast() }
    return .exact(
      ExactNumber(validated: (isNegative ? "-" : "") + plain.replacing(".e", with: "e").replacing(".E", with: "E")))
  }
}
