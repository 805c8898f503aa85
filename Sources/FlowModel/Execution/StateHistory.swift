import Pebble

/// The states something has been in, oldest first. History is appended, never rewritten; times never go back.
public struct StateHistory: Hashable, Sendable {
  public struct Entry: Hashable, Sendable {
    public let state: RunState
    public let date: Instant

    public init(state: RunState, date: Instant) {
      self.state = state
      self.date = date
    }
  }

  public private(set) var entries: [Entry]
  /// The state of the last entry.
  public private(set) var current: RunState

  public init(_ state: RunState, at date: Instant) {
    self.entries = [Entry(state: state, date: date)]
    self.current = state
  }

  /// Adds a state. A clock that was set back does not make the history go back: the entry then takes the last date.
  public mutating func append(_ state: RunState, at date: Instant) {
    entries.append(Entry(state: state, date: max(date, endDate)))
    current = state
  }

  /// When the first state was entered.
  public var startDate: Instant { entries.first?.date ?? Instant(seconds: 0) }
  /// When the current state was entered.
  public var endDate: Instant { entries.last?.date ?? Instant(seconds: 0) }
}
