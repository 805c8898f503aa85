import Pebble

/// A scalar: the text that its author wrote, and what it means by the core schema of YAML 1.2.
struct YAMLScalar: Hashable, Sendable {
  enum Style: Hashable, Sendable {
    case plain, singleQuoted, doubleQuoted, block
  }

  /// The text after quotes, escapes and folding are undone.
  let text: String
  let style: Style
  /// Text for everything quoted; otherwise null, a Boolean, a number or text.
  let value: Value

  init(text: String, style: Style, isText: Bool) {
    self.text = text
    self.style = style
    self.value = isText ? .string(text) : Self.resolve(text)
  }

  /// What a plain scalar means. `no`, `on`, `12:30` and dates are text; `012` is twelve.
  static func resolve(_ text: String) -> Value {
    switch text {
    case "", "~", "null", "Null", "NULL": return .null
    case "true", "True", "TRUE": return .bool(true)
    case "false", "False", "FALSE": return .bool(false)
    default: break
    }
    guard let first = text.utf8.first, isNumberStart(first) else { return .string(text) }
    return integer(text) ?? float(text) ?? .string(text)
  }

  private static func isNumberStart(_ byte: UInt8) -> Bool {
    isDigit(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+") || byte == UInt8(ascii: ".")
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  private static func integer(_ text: String) -> Value? {
    if text.hasPrefix("0x") || text.hasPrefix("0o") {
      let digits = text.dropFirst(2)
      guard let first = digits.utf8.first, first != UInt8(ascii: "-"), first != UInt8(ascii: "+") else { return nil }
      return Int(digits, radix: text.hasPrefix("0x") ? 16 : 8).map { .int($0) }
    }
    let isSigned = text.hasPrefix("-") || text.hasPrefix("+")
    let digits = isSigned ? text.dropFirst() : text[...]
    guard !digits.isEmpty, digits.utf8.allSatisfy(isDigit) else { return nil }
    if let number = Int(text) { return .int(number) }
    // More than 64 bits: kept digit by digit.
    let significant = digits.drop { $0 == "0" }
    return .exact(ExactNumber(validated: (text.hasPrefix("-") ? "-" : "") + significant))
  }

  /// `[-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`, infinities and not-a-number.
  private static func float(_ text: String) -> Value? {
    let isNegative = text.hasPrefix("-")
    let magnitude = isNegative || text.hasPrefix("+") ? text.dropFirst() : text[...]
    switch magnitude {
    case ".inf", ".Inf", ".INF": return .double(isNegative ? -.infinity : .infinity)
    case ".nan", ".NaN", ".NAN": return magnitude.count == text.count ? .double(.nan) : nil
    default: break
    }
    var rest = magnitude.utf8
    let whole = rest.prefix(while: isDigit).count
    rest = rest.dropFirst(whole)
    var fraction = 0
    if rest.first == UInt8(ascii: ".") {
      rest = rest.dropFirst()
      fraction = rest.prefix(while: isDigit).count
      rest = rest.dropFirst(fraction)
    }
    guard whole + fraction > 0 else { return nil }
    if let letter = rest.first, letter == UInt8(ascii: "e") || letter == UInt8(ascii: "E") {
      rest = rest.dropFirst()
      if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { rest = rest.dropFirst() }
      let exponent = rest.prefix(while: isDigit).count
      guard exponent > 0 else { return nil }
      rest = rest.dropFirst(exponent)
    }
    guard rest.isEmpty else { return nil }
    // The C library reads `1.` and `.5` too.
    return Double(text).map { .double($0) }
  }
}
