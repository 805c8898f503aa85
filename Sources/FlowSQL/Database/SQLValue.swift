import FlowStore

/// What one column of one row holds, or one parameter of a statement.
public enum SQLValue: Hashable, Sendable {
  case null
  case integer(Int64)
  case real(Double)
  case text(String)
  case blob([UInt8])

  public init(_ number: Int) { self = .integer(Int64(number)) }
  public init(_ text: String?) { self = text.map(SQLValue.text) ?? .null }
  public init(_ number: Int?) { self = number.map { .integer(Int64($0)) } ?? .null }
  public init(_ flag: Bool) { self = .integer(flag ? 1 : 0) }
}

/// One row of a result. Columns are read by their place in the SELECT; a value of another type means a damaged database.
public struct SQLRow: Hashable, Sendable {
  public let values: [SQLValue]

  public init(_ values: [SQLValue]) {
    self.values = values
  }

  public func text(_ column: Int) throws(StoreError) -> String {
    guard case .text(let text) = value(column) else { throw unexpected("text", column) }
    return text
  }

  public func optionalText(_ column: Int) throws(StoreError) -> String? {
    value(column) == .null ? nil : try text(column)
  }

  public func integer(_ column: Int) throws(StoreError) -> Int {
    guard case .integer(let number) = value(column), let whole = Int(exactly: number) else {
      throw unexpected("a whole number", column)
    }
    return whole
  }

  public func optionalInteger(_ column: Int) throws(StoreError) -> Int? {
    value(column) == .null ? nil : try integer(column)
  }

  public func flag(_ column: Int) throws(StoreError) -> Bool {
    try integer(column) != 0
  }

  public func real(_ column: Int) throws(StoreError) -> Double {
    switch value(column) {
    case .real(let number): return number
    case .integer(let number): return Double(number)
    default: throw unexpected("a number", column)
    }
  }

  public func blob(_ column: Int) throws(StoreError) -> [UInt8] {
    guard case .blob(let bytes) = value(column) else { throw unexpected("bytes", column) }
    return bytes
  }

  private func value(_ column: Int) -> SQLValue {
    values.indices.contains(column) ? values[column] : .null
  }

  private func unexpected(_ kind: String, _ column: Int) -> StoreError {
    StoreError(.corrupt("column \(column + 1) of a row does not hold \(kind)"))
  }
}
