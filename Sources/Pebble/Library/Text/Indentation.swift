/// The filters `indent` and `nindent`: white space after every line break.
enum Indentation {
  static let filters: [Filter] = [
    .onAnyText("indent", parameters: ["amount", "prefix"]) { text, arguments throws(PebbleError) in
      .string(try indented(text, "indent", arguments, startsWithBreak: false))
    },
    .onAnyText("nindent", parameters: ["amount", "prefix"]) { text, arguments throws(PebbleError) in
      .string(try indented(text, "nindent", arguments, startsWithBreak: true))
    },
  ]

  private static func indented(
    _ text: String, _ name: String, _ arguments: Arguments, startsWithBreak: Bool
  ) throws(PebbleError) -> String {
    guard case .int(let amount) = arguments["amount"] else {
      throw .failed("The '\(name)' filter expects an integer as argument 'amount'.")
    }
    guard amount >= 0 else {
      throw .failed("The '\(name)' filter expects a positive integer >=0 as argument 'amount'.")
    }
    guard !text.isEmpty else { return text }
    let prefix = try arguments.optionalText("prefix") ?? " "
    let (width, isTooWide) = amount.multipliedReportingOverflow(by: prefix.utf8.count)
    try arguments.limits.check(bytes: isTooWide ? nil : width)
    let lineBreak = lineBreak(of: text)
    let margin = lineBreak + String(repeating: prefix, count: amount)
    let body = try text.replacingExactly(lineBreak, with: margin, limits: arguments.limits)
    return startsWithBreak ? margin + body : body
  }

  /// The kind of line break that the text has: its first one decides; without any, a line feed.
  private static func lineBreak(of text: String) -> String {
    let bytes = text.utf8
    guard let first = bytes.firstIndex(where: { $0 == 10 || $0 == 13 }) else { return "\n" }
    let next = bytes.index(after: first)
    let second = next < bytes.endIndex ? bytes[next] : 0
    switch (bytes[first], second) {
    case (13, 10): return "\r\n"
    case (10, 13): return "\n\r"
    case (13, _): return "\r"
    default: return "\n"
    }
  }
}
