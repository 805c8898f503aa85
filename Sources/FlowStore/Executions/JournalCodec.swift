import FlowModel
import OrderedCollections
import Pebble

/// The journal's text: executions and changes as compact JSON, versioned, for stores that write to a disk.
public struct JournalCodec: Sendable {
  /// A store keeps this number beside its records and refuses a higher one: ``StoreError/Kind/newerFormat(found:known:)``.
  public static let version = 1

  private let values: JournalValue
  var valueWriter: JournalValue { values }

  /// - Parameter key: encrypts what is secret: 16, 24 or 32 bytes. Without one, a secret is refused.
  public init(key: [UInt8]?) {
    self.values = JournalValue(key: key)
  }

  /// Changes of one transaction.
  public func text(of changes: [ExecutionChange]) throws(StoreError) -> String {
    var items: [Value] = []
    items.reserveCapacity(changes.count)
    for change in changes { items.append(.list(try fields(of: change))) }
    return JSON.text(of: .list(items))
  }

  public func changes(from text: String) throws(StoreError) -> [ExecutionChange] {
    guard case .list(let items)? = try? JSON.parse(text) else { throw StoreError(.corrupt("changes are no JSON list")) }
    var changes: [ExecutionChange] = []
    changes.reserveCapacity(items.count)
    for item in items {
      guard case .list(let fields) = item else { throw StoreError(.corrupt("a change is no list")) }
      changes.append(try change(from: FieldReader(fields, values: values)))
    }
    return changes
  }

  private func fields(of change: ExecutionChange) throws(StoreError) -> [Value] {
    switch change {
    case .entered(let state, let date): return [.string("e"), state.value, date.value]
    case .taskRunCreated(let id, let taskID, let parent, let value, let iteration, let date):
      return [
        .string("c"), id.value, .string(taskID), parent?.value ?? .null, value.map { .string($0) } ?? .null,
        iteration.map { .int($0) } ?? .null, date.value,
      ]
    case .taskRunEntered(let id, let state, let date): return [.string("t"), id.value, state.value, date.value]
    case .attemptStarted(let id, let date): return [.string("a"), id.value, date.value]
    case .attemptEnded(let id, let state, let isUnknown, let date):
      return [.string("z"), id.value, state.value, .bool(isUnknown), date.value]
    case .aboutToSend(let id, let isRepeatable, let date):
      return [.string("x"), id.value, .bool(isRepeatable), date.value]
    case .headersReceived(let id, let date): return [.string("h"), id.value, date.value]
    case .taskOutputs(let id, let outputs): return [.string("o"), id.value, .map(try values.write(outputs))]
    case .flowableStarted(let id, let choice, let list):
      return [
        .string("f"), id.value, choice.map { .string($0) } ?? .null,
        list.map { .list($0.map { .string($0) }) } ?? .null,
      ]
    case .waits(let id, let date): return [.string("w"), id.value, date?.value ?? .null]
    case .childExecution(let id, let child): return [.string("s"), id.value, .string(child.text)]
    case .taskRunsRemoved(let ids): return [.string("d"), .list(ids.map(\.value))]
    case .variables(let variables): return [.string("v"), .map(try values.write(variables))]
    case .labels(let labels): return [.string("l"), .map(ValueMap(labels.map { ($0, .string($1)) }) { $1 })]
    case .outputs(let outputs): return [.string("q"), .map(try values.write(outputs))]
    case .recovered(let date): return [.string("r"), date.value]
    case .closed(let date): return [.string("k"), date.value]
    case .reopened(let number, let date): return [.string("n"), .int(number), date.value]
    }
  }

  private func change(from fields: FieldReader) throws(StoreError) -> ExecutionChange {
    switch try fields.text(0) {
    case "e": .entered(try fields.state(1), at: try fields.date(2))
    case "c":
      .taskRunCreated(
        try fields.run(1), taskID: try fields.text(2), parent: fields.optionalText(3).map { TaskRunID($0) },
        value: fields.optionalText(4), iteration: fields.optionalInt(5), at: try fields.date(6))
    case "t": .taskRunEntered(try fields.run(1), try fields.state(2), at: try fields.date(3))
    case "a": .attemptStarted(try fields.run(1), at: try fields.date(2))
    case "z":
      .attemptEnded(try fields.run(1), try fields.state(2), isUnknown: fields.flag(3), at: try fields.date(4))
    case "x": .aboutToSend(try fields.run(1), isRepeatable: fields.flag(2), at: try fields.date(3))
    case "h": .headersReceived(try fields.run(1), at: try fields.date(2))
    case "o": .taskOutputs(try fields.run(1), try fields.map(2))
    case "f": .flowableStarted(try fields.run(1), choice: fields.optionalText(2), values: fields.optionalTexts(3))
    case "w": .waits(try fields.run(1), until: fields.optionalDate(2))
    case "s": .childExecution(try fields.run(1), ExecutionID(try fields.text(2)))
    case "d": .taskRunsRemoved((fields.optionalTexts(1) ?? []).map { TaskRunID($0) })
    case "v": .variables(try fields.map(1))
    case "l": .labels(try fields.texts(1))
    case "q": .outputs(try fields.map(1))
    case "r": .recovered(at: try fields.date(1))
    case "k": .closed(at: try fields.date(1))
    case "n": .reopened(attemptNumber: fields.optionalInt(1) ?? 1, at: try fields.date(2))
    case let code: throw StoreError(.corrupt("'\(code)' is no kind of change"))
    }
  }
}

extension RunState {
  var value: Value { .string(rawValue) }
}

extension TaskRunID {
  var value: Value { .string(text) }
}

extension Instant {
  /// Seconds and nanoseconds.
  var value: Value { .list([.int(Int(seconds)), .int(Int(nanoseconds))]) }

  init?(_ value: Value?) {
    guard case .list(let parts)? = value, parts.count == 2, case .int(let seconds) = parts[0],
      case .int(let nanoseconds) = parts[1]
    else { return nil }
    self.init(seconds: Int64(seconds), nanoseconds: Int32(clamping: nanoseconds))
  }
}
