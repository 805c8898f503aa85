import Pebble

extension InputParser {
  /// Checks a value of the right type against what else its input says.
  static func check(
    _ value: Value, for input: InputDefinition, choices: [String]?,
    matches: (_ pattern: String, _ text: String) -> Bool?
  ) throws(InputError.Kind) {
    switch (input.type, value) {
    case (.string, .string(let text)), (.secret, .string(let text)):
      guard let pattern = input.validator else { return }
      guard let fits = matches(pattern, text) else {
        throw .unreadable("the validator `\(pattern)` is not a regular expression")
      }
      guard fits else { throw .noMatch(pattern: pattern) }
    case (.int, _), (.float, _):
      if let min = input.min, value.number < min.number { throw .tooSmall(bound: min.text) }
      if let max = input.max, value.number > max.number { throw .tooLarge(bound: max.text) }
    case (.duration, .string(let text)):
      guard let duration = ISODuration.parse(text) else { return }
      if let min = input.min?.text, let bound = ISODuration.parse(min), duration < bound {
        throw .tooSmall(bound: min)
      }
      if let max = input.max?.text, let bound = ISODuration.parse(max), duration > bound {
        throw .tooLarge(bound: max)
      }
    case (.datetime, .instant(let instant)):
      try checkOrder(instant, of: input) { DateText.instant($0) }
    case (.date, .string(let text)):
      // Dates of four-digit years are in the order of their text.
      try checkOrder(text, of: input) { DateText.isDate($0) ? $0 : nil }
    case (.time, .string(let text)):
      guard let time = DateText.nanoseconds(ofTime: text) else { return }
      try checkOrder(time, of: input) { DateText.nanoseconds(ofTime: $0) }
    case (.select, .string(let text)), (.enumeration, .string(let text)):
      try checkChoice([text], of: input, choices)
    case (.multiselect, .list(let items)):
      try checkChoice(items.map(\.text), of: input, choices)
    case (.file, .string(let text)):
      guard let accepted = input.allowedFileExtensions, !accepted.isEmpty else { return }
      let name = text.split(separator: "/").last ?? ""
      let ending = name.lastIndex(of: ".").map { name[$0...].lowercased() } ?? ""
      guard accepted.contains(where: { $0.lowercased() == ending }) else { throw .badExtension(accepted: accepted) }
    default: return
    }
  }

  private static func checkOrder<Point: Comparable>(
    _ point: Point, of input: InputDefinition, _ read: (String) -> Point?
  ) throws(InputError.Kind) {
    if let after = input.after, let bound = read(after), point < bound { throw .tooEarly(bound: after) }
    if let before = input.before, let bound = read(before), point > bound { throw .tooLate(bound: before) }
  }

  private static func checkChoice(
    _ chosen: [String], of input: InputDefinition, _ choices: [String]?
  ) throws(InputError.Kind) {
    guard !input.allowsCustomValue, let values = choices ?? input.values else { return }
    guard chosen.allSatisfy(values.contains) else { throw .notAmong(values) }
  }
}

extension Value {
  /// A number's size, for a comparison.
  fileprivate var number: Double {
    switch self {
    case .int(let number): Double(number)
    case .double(let number): number
    case .exact(let number): Double(number.digits) ?? .nan
    default: .nan
    }
  }
}
