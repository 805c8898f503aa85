/// Filters that take a regular expression in Java's syntax.
enum PatternFilters {
  static let all: [Filter] = [
    Filter("regexMatch", parameters: ["regex"]) { value, arguments throws(PebbleError) in
      let pattern = try pattern(arguments)
      guard value != .null else { return .bool(false) }
      return .bool(try pattern.search(Array(value.text.utf8)).match() != nil)
    },
    Filter("regexReplace", parameters: ["regex", "replacement"]) { value, arguments throws(PebbleError) in
      let pattern = try pattern(arguments)
      guard value != .null else { return .null }
      guard let replacement = try arguments.optionalText("replacement") else {
        throw .failed("The argument 'replacement' is required.")
      }
      return .string(try pattern.replacing(value.text, with: replacement, limits: arguments.limits))
    },
    Filter("regexExtract", parameters: ["regex", "group"]) { value, arguments throws(PebbleError) in
      let pattern = try pattern(arguments)
      let group = try arguments.integer("group") ?? 0
      guard value != .null else { return .null }
      guard (0...pattern.groupCount).contains(group) else {
        throw .failed("Group index \(group) is out of bounds: the regex has \(pattern.groupCount) group(s).")
      }
      let text = Array(value.text.utf8)
      guard let match = try pattern.search(text).match(), group < match.count, let range = match[group] else {
        return .null
      }
      return .string(String(decoding: text[range], as: UTF8.self))
    },
    .onText("split", parameters: ["delimiter", "limit"]) { text, arguments throws(PebbleError) in
      guard let delimiter = try arguments.optionalText("delimiter") else {
        throw .failed("missing delimiter parameter in split filter")
      }
      let limit = try arguments.integer("limit") ?? 0
      let parts = try PatternCache.shared.pattern(delimiter).split(text, limit: limit, limits: arguments.limits)
      return .list(parts.map { .string($0) })
    },
  ]

  private static func pattern(_ arguments: Arguments) throws(PebbleError) -> Pattern {
    guard let source = try arguments.optionalText("regex") else {
      throw .failed("The argument 'regex' is required.")
    }
    return try PatternCache.shared.pattern(source)
  }
}
