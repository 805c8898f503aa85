import Cryptography
import Glibc
import OrderedCollections

/// The functions and filters that every template has. They see revealed values; labels are the renderer's matter.
enum Builtins {
  static let functions: [Function] = [
    Function("fromJson", parameters: ["json"]) { arguments throws(PebbleError) in try fromJSON(arguments) },
    Function("json", parameters: ["json"]) { arguments throws(PebbleError) in try fromJSON(arguments) },
    Function("now", parameters: ["format", "timeZone"]) { arguments throws(PebbleError) in
      .string(try DateText.format(arguments.now, by: try arguments.optionalText("format") ?? "iso"))
    },
  ]

  static let filters: [Filter] = [
    text("upper") { $0.uppercased() },
    text("lower") { $0.lowercased() },
    text("trim", trim),
    text("urlencode", urlEncode),
    text("base64encode") { Base64.encode(Array($0.utf8)) },
    Filter("base64decode") { value, _ throws(PebbleError) in
      guard value != .null else { return .null }
      guard let bytes = Base64.decode(value.text), let text = String(validating: bytes, as: UTF8.self) else {
        throw .failed("Please provide a correctly Base64 encoded string containing an UTF-8 string")
      }
      return .string(text)
    },
    Filter("json") { value, _ in .string(JSON.text(of: value, keepingNulls: false)) },
    Filter("toJson", parameters: ["includeNulls"]) { value, arguments in
      .string(JSON.text(of: value, keepingNulls: arguments["includeNulls"] == .bool(true)))
    },
    Filter("default", parameters: ["default"], toleratesMissing: true) { value, arguments in
      value.isEmpty ? arguments["default"] : value
    },
    Filter("length") { value, _ in
      switch value {
      case .string(let text): .int(text.utf16.count)
      case .list(let items): .int(items.count)
      case .map(let entries): .int(entries.count)
      default: .int(0)
      }
    },
    Filter("first") { value, _ throws(PebbleError) in
      try end(of: value, "first", \.first, { $0.first.map(String.init) })
    },
    Filter("last") { value, _ throws(PebbleError) in try end(of: value, "last", \.last, { $0.last.map(String.init) }) },
    Filter("join", parameters: ["separator"]) { value, arguments throws(PebbleError) in
      guard value != .null else { return .null }
      guard let items = value.items else {
        throw .failed("The 'join' filter expects that the input is either a collection or an array.")
      }
      return .string(items.map(\.text).joined(separator: try arguments.optionalText("separator") ?? ""))
    },
    Filter("keys") { value, _ throws(PebbleError) in
      switch value {
      case .null: return .null
      case .map(let entries): return .list(entries.keys.map { .string($0) })
      case .list(let items): return .list(items.indices.map { .int($0) })
      default:
        throw .failed("'keys' filter can only be applied to List, Map, Array. Actual type was: \(value.kindName)")
      }
    },
    Filter("values") { value, _ throws(PebbleError) in
      guard case .map(let entries) = value else { throw .failed("'values' filter can only be applied to Map.") }
      return .list(Array(entries.values))
    },
    Filter("replace", parameters: ["replace_pairs"]) { value, arguments throws(PebbleError) in
      guard value != .null else { return .null }
      guard case .map(let pairs) = arguments["replace_pairs"] else {
        throw .failed("The argument 'replace_pairs' is required.")
      }
      var text = value.text
      for (old, new) in pairs where !old.isEmpty { text = text.replacing(old, with: new.text) }
      return .string(text)
    },
    Filter("date", parameters: ["format"]) { value, arguments throws(PebbleError) in
      let format = try arguments.optionalText("format") ?? "iso"
      switch value {
      case .null: return .null
      case .instant(let instant): return .string(try DateText.format(instant, by: format))
      case .int(let seconds): return .string(try DateText.format(Instant(seconds: Int64(seconds)), by: format))
      default: throw .failed("The 'date' filter takes a date or a number of seconds.")
      }
    },
  ]

  private static func text(_ name: String, _ change: @escaping @Sendable (String) -> String) -> Filter {
    Filter(name) { value, _ in value == .null ? .null : .string(change(value.text)) }
  }

  private static func fromJSON(_ arguments: Arguments) throws(PebbleError) -> Value {
    guard arguments["json"] != .null else { return .null }
    guard case .string(let text) = arguments["json"] else {
      throw .failed("The 'fromJson' function expects an argument 'json' with type string.")
    }
    do {
      return try JSON.parse(text)
    } catch {
      throw .failed("Invalid json: \(error)")
    }
  }

  private static func end(
    of value: Value, _ name: String, _ item: ([Value]) -> Value?, _ character: (String) -> String?
  ) throws(PebbleError) -> Value {
    switch value {
    case .null: return .null
    case .list(let items): return item(items) ?? .null
    case .string(let text): if let part = character(text) { return .string(part) }
    default: break
    }
    throw .failed("The '\(name)' filter takes a list or text that is not empty.")
  }

  @Sendable static func trim(_ text: String) -> String {
    guard let first = text.firstIndex(where: { !$0.isWhitespace }),
      let last = text.lastIndex(where: { !$0.isWhitespace })
    else { return "" }
    return String(text[first...last])
  }

  /// Form encoding (WHATWG URL): a space is `+`, letters, digits and `.-*_` stay.
  @Sendable static func urlEncode(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      switch byte {
      case 48...57, 65...90, 97...122, 42, 45, 46, 95: bytes.append(byte)
      case 32: bytes.append(43)
      default: bytes += [37, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension Instant {
  /// The operating system's clock.
  public static let systemClock: @Sendable () -> Instant = {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Instant(seconds: Int64(time.tv_sec), nanoseconds: Int32(truncatingIfNeeded: time.tv_nsec))
  }
}

/// Dates in UTC by java.time patterns of the letters `yMdHmsS` and quoted text, or a named format.
enum DateText {
  static func format(_ instant: Instant, by format: String) throws(PebbleError) -> String {
    let patterns = [
      "iso": "yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'", "iso_sec": "yyyy-MM-dd'T'HH:mm:ss'Z'",
      "sql": "yyyy-MM-dd HH:mm:ss.SSSSSS", "sql_seq": "yyyy-MM-dd HH:mm:ss", "iso_local_date": "yyyy-MM-dd",
    ]
    let days = instant.seconds.flooredQuotient(by: 86_400)
    let date = CivilDate(daysSinceEpoch: Int(days))
    let second = instant.seconds - days * 86_400
    var text = ""
    var rest = Array(patterns[format] ?? format)[...]
    while let letter = rest.first {
      let run = rest.prefix { $0 == letter }.count
      if letter == "'" {
        rest = rest.dropFirst()
        guard let close = rest.firstIndex(of: "'") else {
          throw .failed("Pattern ends with an incomplete string literal")
        }
        text += close == rest.startIndex ? "'" : String(rest[..<close])
        rest = rest[rest.index(after: close)...]
        continue
      }
      rest = rest.dropFirst(run)
      switch letter {
      case "y", "u": text += run == 2 ? Digits.two(Int64(date.year % 100)) : Digits.padded(Int64(date.year), to: run)
      case "M": text += Digits.padded(Int64(date.month), to: run)
      case "d": text += Digits.padded(Int64(date.day), to: run)
      case "H": text += Digits.padded(second / 3600, to: run)
      case "m": text += Digits.padded(second / 60 % 60, to: run)
      case "s": text += Digits.padded(second % 60, to: run)
      case "S": text += Digits.padded(Int64(instant.nanoseconds), to: 9).prefix(min(run, 9))
      case "a"..."z", "A"..."Z": throw .failed("Unknown pattern letter: \(letter)")
      default: text += String(repeating: letter, count: run)
      }
    }
    return text
  }
}
