import FlowModel
import FlowTasks
import Pebble

/// A length of time as flows write it: ISO 8601, `PT30S`.
struct TimeLimit: PropertyConvertible, Hashable {
  static let kind = PropertyKind.duration

  let duration: Duration
  private let text: String

  init(property value: Value) throws(PropertyError) {
    guard case .string(let text) = value.revealed, let duration = TimeLimit.parse(text) else {
      throw PropertyError("expected an ISO 8601 duration such as PT30S")
    }
    self.duration = duration
    self.text = text
  }

  var propertyValue: Value { .string(text) }

  /// Days, hours, minutes and seconds with a fraction; a day has 24 hours. Nothing longer than a year, nothing below zero.
  static func parse(_ text: String) -> Duration? {
    var rest = text.uppercased()[...]
    guard rest.popFirst() == "P", !rest.isEmpty, rest.last != "T" else { return nil }
    var units: [(Character, Double)] = [("D", 86_400)]
    var seconds = 0.0
    while !rest.isEmpty {
      if rest.first == "T" {
        rest.removeFirst()
        units = [("H", 3600), ("M", 60), ("S", 1)]
        continue
      }
      let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
      rest = rest.dropFirst(digits.count)
      guard let number = Double(digits), let unit = rest.popFirst(),
        let place = units.firstIndex(where: { $0.0 == unit })
      else { return nil }
      seconds += number * units[place].1
      units.removeFirst(place + 1)
    }
    guard seconds.isFinite, (0...31_622_400).contains(seconds) else { return nil }
    return .seconds(seconds)
  }
}
