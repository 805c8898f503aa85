import OrderedCollections
import Pebble

/// The headers of an answer as the tasks give them out: names in lower case, sorted, each with all its values.
public struct ResponseHeaders: Hashable, Sendable {
  private var values: [String: [String]] = [:]

  public init() {}

  /// The values of a header, in the order of arrival.
  public subscript(name: String) -> [String] {
    values[name.lowercased()] ?? []
  }

  public var names: [String] { values.keys.sorted() }

  mutating func add(_ name: String, _ value: String) {
    values[name.lowercased(), default: []].append(value)
  }

  /// Adds to the last value of a header that was there.
  mutating func extend(_ name: String, _ more: String) {
    guard var last = values[name]?.popLast() else { return }
    last += " " + more
    values[name]?.append(last)
  }

  mutating func remove(_ name: String) {
    values[name] = nil
  }

  /// The headers as a task's output.
  public var value: Value {
    var map: ValueMap = [:]
    for name in names {
      map[name] = .list(self[name].map(Value.string))
    }
    return .map(map)
  }
}
