/// The members of text. Places and lengths count UTF-16 code units, as in Java.
struct TextMember {
  private let text: String
  private let call: MemberCall

  init(_ text: String, _ call: MemberCall) {
    self.text = text
    self.call = call
  }

  /// - Parameter name: in lower case.
  func result(_ name: String) throws(PebbleError) -> Value? {
    switch call.arguments.count {
    case 0: return plain(name)
    case 1: return try withOne(name)
    case 2: return try withTwo(name)
    default: return nil
    }
  }

  private func plain(_ name: String) -> Value? {
    switch name {
    case "length": .int(text.utf16.count)
    case "isempty", "empty": .bool(text.isEmpty)
    case "isblank", "blank": .bool(text.unicodeScalars.allSatisfy(\.properties.isWhitespace))
    case "touppercase": .string(text.uppercased())
    case "tolowercase": .string(text.lowercased())
    case "trim": .string(JavaString.trim(text))
    case "strip": .string(JavaString.strip(text))
    case "stripleading": .string(JavaString.strip(text, atEnd: false))
    case "striptrailing": .string(JavaString.strip(text, atStart: false))
    case "lines":
      .list(text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map { .string(String($0)) })
    default: nil
    }
  }

  private func withOne(_ name: String) throws(PebbleError) -> Value? {
    switch name {
    case "charat":
      guard let index = call.integer(0) else { return nil }
      return .string(try JavaString.substring(text, from: index, to: index.addingReportingOverflow(1).partialValue))
    case "substring":
      guard let start = call.integer(0) else { return nil }
      return .string(try JavaString.substring(text, from: start, to: text.utf16.count))
    case "repeat":
      guard let count = call.integer(0) else { return nil }
      guard count >= 0 else { throw .failed("Could not call repeat") }
      let (size, overflow) = text.utf8.count.multipliedReportingOverflow(by: count)
      try call.renderer?.charge(bytes: overflow ? .max : size)
      return .string(String(repeating: text, count: count))
    default: break
    }
    guard let other = call.text(0) else { return nil }
    switch name {
    case "startswith": return .bool(text.utf8.starts(with: other.utf8))
    case "endswith": return .bool(text.utf8.reversed().starts(with: other.utf8.reversed()))
    case "indexof": return .int(JavaString.index(of: other, in: text) ?? -1)
    case "lastindexof": return .int(JavaString.lastIndex(of: other, in: text) ?? -1)
    case "concat": return .string(text + other)
    case "equalsignorecase": return .bool(text.lowercased().utf8.elementsEqual(other.lowercased().utf8))
    case "compareto": return .int(JavaString.compare(text, other))
    case "comparetoignorecase": return .int(JavaString.compare(text.lowercased(), other.lowercased()))
    case "matches": return try filtered("regexMatch", ["regex": .string("^(?:\(other))\\z")])
    case "split": return try filtered("split", ["delimiter": .string(other)])
    default: return nil
    }
  }

  private func withTwo(_ name: String) throws(PebbleError) -> Value? {
    switch name {
    case "substring":
      guard let start = call.integer(0), let end = call.integer(1) else { return nil }
      return .string(try JavaString.substring(text, from: start, to: end))
    case "replace":
      guard let old = call.text(0), let new = call.text(1) else { return nil }
      try call.renderer?.charge(bytes: JavaString.replacementSize(text, old, new))
      return .string(JavaString.replace(old, with: new, in: text))
    case "replaceall":
      guard let pattern = call.text(0), let new = call.text(1) else { return nil }
      return try filtered("regexReplace", ["regex": .string(pattern), "replacement": .string(new)])
    case "startswith":
      guard let other = call.text(0), let start = call.integer(1), start >= 0, start <= text.utf16.count else {
        return nil
      }
      return .bool(try JavaString.substring(text, from: start, to: text.utf16.count).utf8.starts(with: other.utf8))
    default: return nil
    }
  }

  /// Members that take a regular expression are filters under other names.
  private func filtered(_ name: String, _ arguments: [String: Value]) throws(PebbleError) -> Value? {
    guard let renderer = call.renderer, let filter = renderer.environment.vocabulary.filters[name] else { return nil }
    let bound = Arguments(
      parameters: filter.parameters, values: filter.parameters.map { arguments[$0] }, positional: [],
      callee: call.name, context: CallContext(renderer: renderer, offset: call.offset))
    return try filter.body(.string(text), bound)
  }
}
