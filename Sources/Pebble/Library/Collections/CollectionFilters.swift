/// Filters on lists and on what can stand for one: a text as its characters.
enum CollectionFilters {
  static let all: [Filter] = [
    Filter("length") { value, _ in
      switch value {
      case .string(let text): .int(text.utf16.count)
      case .list(let items): .int(items.count)
      case .map(let entries): .int(entries.count)
      default: .int(0)
      }
    },
    Filter("first") { value, _ throws(PebbleError) in try end(of: value, "first", \.first) { $0.first } },
    Filter("last") { value, _ throws(PebbleError) in try end(of: value, "last", \.last) { $0.last } },
    Filter("join", parameters: ["separator"]) { value, arguments throws(PebbleError) in
      guard value != .null else { return .null }
      guard let items = value.items else {
        throw .failed("The 'join' filter expects that the input is either a collection or an array.")
      }
      return .string(try joined(items, separator: try arguments.optionalText("separator") ?? "", arguments.limits))
    },
    Filter("slice", parameters: ["fromIndex", "toIndex"]) { value, arguments throws(PebbleError) in
      try sliced(value, arguments)
    },
    Filter("chunk", parameters: ["size"]) { value, arguments throws(PebbleError) in
      guard arguments.has("size") else { throw .failed("'chunk' filter expects an argument 'size'.") }
      guard value != .null else { return .null }
      guard let items = value.items else {
        throw .failed("'chunk' filter can only be applied to List. Actual type was: \(value.javaClass)")
      }
      guard case .int(let size) = arguments["size"], size > 0 else {
        throw .failed("'chunk' filter expects an argument 'size' above 0.")
      }
      return .list(
        stride(from: 0, to: items.count, by: size).map {
          .list(Array(items[$0..<min(items.count, $0.addingReportingOverflow(size).partialValue)]))
        })
    },
    Filter("flatten") { value, _ throws(PebbleError) in
      guard value != .null else { return .null }
      guard let items = value.items else { throw .failed("The 'flatten' filter can only be applied to lists.") }
      return .list(items.flatMap { $0.items ?? [$0] })
    },
    Filter("distinct") { value, _ throws(PebbleError) in
      guard value != .null else { return .string("null") }
      guard let items = value.items else {
        throw .failed("Input must be a list, but received : \(value.javaClass)")
      }
      var seen: Set<Value> = []
      return .list(items.filter { seen.insert($0).inserted })
    },
    Filter("default", parameters: ["default"], toleratesMissing: true) { value, arguments in
      value.isEmpty ? arguments["default"] : value
    },
  ]

  private static func end(
    of value: Value, _ name: String, _ item: ([Value]) -> Value?,
    _ character: (String.UnicodeScalarView) -> Unicode.Scalar?
  ) throws(PebbleError) -> Value {
    switch value {
    case .null: return .null
    case .list(let items): return item(items) ?? .null
    case .string(let text): if let part = character(text.unicodeScalars) { return .string(String(part)) }
    default: break
    }
    throw .failed("The '\(name)' filter takes a list or text that is not empty.")
  }

  private static func joined(
    _ items: [Value], separator: String, _ limits: Limits
  ) throws(PebbleError) -> String {
    var text = ""
    for (index, item) in items.enumerated() {
      if index > 0 { text += separator }
      text += item.text
      try limits.check(bytes: text.utf8.count)
    }
    return text
  }

  private static func sliced(_ value: Value, _ arguments: Arguments) throws(PebbleError) -> Value {
    guard value != .null else { return .null }
    let count: Int
    switch value {
    case .string(let text): count = text.utf16.count
    case .list(let items): count = items.count
    default: throw .failed("The 'slice' filter takes text or a list, but this is a \(value.kindName).")
    }
    let from = try bound("fromIndex", arguments) ?? 0
    let to = try bound("toIndex", arguments) ?? count
    guard from >= 0 else { throw .failed("fromIndex must be greater than 0") }
    guard to <= count else { throw .failed("toIndex must be smaller than input size: \(count)") }
    guard from < to else { throw .failed("toIndex must be greater than fromIndex") }
    switch value {
    case .string(let text): return .string(JavaText.slice(text, from: from, to: to))
    default: return .list(Array((value.items ?? [])[from..<to]))
    }
  }

  private static func bound(_ name: String, _ arguments: Arguments) throws(PebbleError) -> Int? {
    switch arguments[name] {
    case .null: return nil
    case .int(let number): return number
    case .double(let number): if let whole = Int(exactly: number.rounded(.towardZero)) { return whole }
    default: break
    }
    throw .failed("Argument \(name) must be a number. Actual type: \(arguments[name].javaClass)")
  }
}
