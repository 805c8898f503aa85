import Pebble

/// Makes the typed value of an input of what was given for it: text of a form, or a value of a default or a caller.
public enum InputParser {
  /// Reads one value. Null counts as left out: it stays null where the input is not required.
  ///
  /// A `SECRET` gets its label. A `FILE` stays the URI or path that the caller made of the upload; its extension is
  /// checked. A `DURATION` stays ISO 8601 text, a `DATETIME` becomes an instant.
  /// - Parameters:
  ///   - choices: what the input's `expression` gave, for a selection that has one.
  ///   - matches: whether a whole text fits a regular expression; `nil` for an expression that cannot be read.
  public static func parse(
    _ incoming: Value, for input: InputDefinition, choices: [String]? = nil,
    matches: (_ pattern: String, _ text: String) -> Bool? = { _, _ in true }
  ) throws(InputError) -> Value {
    func fail(_ kind: InputError.Kind) -> InputError { InputError(kind, inputID: input.id) }
    guard incoming.revealed != .null else {
      guard !input.isRequired else { throw fail(.missing) }
      return .null
    }
    do {
      let isSecret = incoming.containsSecret
      let value = try Self.value(of: incoming.revealed, as: input.type, itemType: input.itemType)
      try check(value, for: input, choices: choices, matches: matches)
      return isSecret || input.type == .secret ? .secret(Secret(value)) : value
    } catch {
      // What could not be read may be part of a secret.
      if case .unreadable = error, incoming.containsSecret || input.type == .secret {
        throw fail(.unreadable("it is not a valid \(input.type.rawValue)"))
      }
      throw fail(error)
    }
  }

  /// The value by its type alone.
  private static func value(
    of incoming: Value, as type: InputType, itemType: InputType?
  ) throws(InputError.Kind) -> Value {
    switch type {
    case .string, .secret, .select, .enumeration, .file: return .string(try text(incoming))
    case .int: return .int(try integer(incoming))
    case .float: return .double(try float(incoming))
    case .bool, .boolean:
      if case .bool = incoming { return incoming }
      return .bool(try text(incoming).lowercased() == "true")
    case .datetime:
      if case .instant = incoming { return incoming }
      let text = try text(incoming)
      guard let instant = DateText.instant(text) else { throw unreadable(text, as: type) }
      return .instant(instant)
    case .date:
      let text = try text(incoming)
      guard DateText.isDate(text) else { throw unreadable(text, as: type) }
      return .string(text)
    case .time:
      let text = try text(incoming)
      guard DateText.nanoseconds(ofTime: text) != nil else { throw unreadable(text, as: type) }
      return .string(text)
    case .duration:
      let text = try text(incoming)
      guard ISODuration.parse(text) != nil else { throw unreadable(text, as: type) }
      return .string(text)
    case .uri:
      let text = try text(incoming)
      guard isURI(text) else { throw .unreadable("Invalid URI format.") }
      return .string(text)
    case .email:
      let text = try text(incoming)
      guard text.isEmpty || isEmail(text) else { throw .unreadable("The input must be a valid email") }
      return .string(text)
    case .json:
      guard case .string(let text) = incoming else { return incoming }
      do { return try JSON.parse(text) } catch { throw .unreadable("it is not JSON: \(error)") }
    case .yaml:
      guard case .string(let text) = incoming else { return incoming }
      do {
        return try YAMLDocument.value(of: FlowSource(name: "input", text: text))
      } catch {
        throw .unreadable(error.diagnostics.first?.message ?? "it is not YAML")
      }
    case .array, .multiselect: return .list(try items(incoming, as: itemType ?? .string))
    }
  }

  private static func items(_ incoming: Value, as type: InputType) throws(InputError.Kind) -> [Value] {
    let list: Value
    if case .string(let text) = incoming {
      do { list = try JSON.parse(text) } catch { throw .unreadable("it is not a JSON list: \(error)") }
    } else {
      list = incoming
    }
    guard case .list(let items) = list, type != .array else { throw .unreadable("it is not a list") }
    var values: [Value] = []
    for item in items {
      do {
        try values.append(value(of: item, as: type, itemType: nil))
      } catch {
        throw .unreadable("Unable to parse array element as `\(type.rawValue)` on `\(item.text.excerpt)`")
      }
    }
    return values
  }

  private static func text(_ value: Value) throws(InputError.Kind) -> String {
    switch value {
    case .null: throw .missing
    case .string(let text): text
    case .list, .map: JSON.text(of: value)
    default: value.text
    }
  }

  /// 32 bits, as Java's `Integer`: digits with a sign, nothing else.
  private static func integer(_ value: Value) throws(InputError.Kind) -> Int {
    let text = try text(value)
    guard let number = Int32(text) else { throw .unreadable("For input string: \"\(text.excerpt)\"") }
    return Int(number)
  }

  /// 32 bits, as Java's `Float`, by the shortest decimal that means it: `42.42`, not `42.41999816894531`.
  private static func float(_ value: Value) throws(InputError.Kind) -> Double {
    let text = try text(value)
    let isDecimal = text.utf8.allSatisfy { "0123456789+-.eE".utf8.contains($0) }
    guard isDecimal, let number = Float(text), number.isFinite, let double = Double("\(number)") else {
      throw .unreadable("For input string: \"\(text.excerpt)\"")
    }
    return double
  }

  /// A scheme, `://` and something behind it without white space. Unlike Kestra, a host without a dot is taken.
  private static func isURI(_ text: String) -> Bool {
    guard let colon = text.firstRange(of: "://") else { return false }
    let scheme = text[..<colon.lowerBound]
    guard let first = scheme.first, first.isASCII, first.isLetter else { return false }
    return scheme.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "+-.".contains($0)) }
      && colon.upperBound < text.endIndex
      && !text.unicodeScalars.contains { $0.properties.isWhitespace || $0.value < 0x20 || $0.value == 0x7F }
  }

  private static func isEmail(_ text: String) -> Bool {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    return parts.count == 2 && parts.allSatisfy { !$0.isEmpty }
      && !text.unicodeScalars.contains { $0.properties.isWhitespace || $0.value < 0x20 }
  }

  private static func unreadable(_ text: String, as type: InputType) -> InputError.Kind {
    .unreadable("Expected `\(type.rawValue)` but received `\(text.excerpt)`")
  }
}
