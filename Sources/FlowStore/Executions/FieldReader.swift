import FlowModel
import OrderedCollections
import Pebble

/// Reads the fields of one record by their place; what is not as it was written is damage.
struct FieldReader {
  private let fields: [Value]
  private let values: JournalValue

  init(_ fields: [Value], values: JournalValue) {
    self.fields = fields
    self.values = values
  }

  private subscript(index: Int) -> Value? { fields.indices.contains(index) ? fields[index] : nil }

  func text(_ index: Int) throws(StoreError) -> String {
    guard let text = optionalText(index) else { throw StoreError(.corrupt("field \(index) of a change is no text")) }
    return text
  }

  func optionalText(_ index: Int) -> String? {
    if case .string(let text)? = self[index] { text } else { nil }
  }

  func optionalInt(_ index: Int) -> Int? {
    if case .int(let number)? = self[index] { number } else { nil }
  }

  func flag(_ index: Int) -> Bool { self[index] == .bool(true) }

  func run(_ index: Int) throws(StoreError) -> TaskRunID { TaskRunID(try text(index)) }

  func state(_ index: Int) throws(StoreError) -> RunState {
    guard let state = RunState(rawValue: try text(index)) else {
      throw StoreError(.corrupt("'\(try text(index))' is no state"))
    }
    return state
  }

  func date(_ index: Int) throws(StoreError) -> Instant {
    guard let date = optionalDate(index) else { throw StoreError(.corrupt("field \(index) of a change is no date")) }
    return date
  }

  func optionalDate(_ index: Int) -> Instant? { Instant(self[index]) }

  func optionalTexts(_ index: Int) -> [String]? {
    guard case .list(let items)? = self[index] else { return nil }
    return items.compactMap { if case .string(let text) = $0 { text } else { nil } }
  }

  func map(_ index: Int) throws(StoreError) -> ValueMap {
    guard case .map(let entries)? = self[index] else {
      throw StoreError(.corrupt("field \(index) of a change is no map"))
    }
    var read: ValueMap = [:]
    read.reserveCapacity(entries.count)
    for (key, entry) in entries { read[key] = try values.read(entry) }
    return read
  }

  func texts(_ index: Int) throws(StoreError) -> OrderedDictionary<String, String> {
    try map(index).compactMapValues { if case .string(let text) = $0 { text } else { nil } }
  }
}
