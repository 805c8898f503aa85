import FlowStore

/// A database with transactions: the seam between the store and its drivers.
///
/// Statements are written once, with `?` for parameters; what differs between databases is the ``dialect``'s matter. A driver never
/// blocks the threads that Swift's tasks run on.
public protocol SQLDatabase: Sendable {
  var dialect: SQLDialect { get }

  /// Runs the body in a transaction of its own. When the call returns, its changes are durable; when the body throws, nothing of it
  /// stays.
  ///
  /// The body may run more than once (a driver that commits several bodies together repeats them when the common commit fails), so
  /// it must do nothing but use its session.
  @discardableResult
  func write<Result: Sendable>(
    _ body: @escaping @Sendable (any SQLSession) throws(StoreError) -> Result
  ) async throws(StoreError) -> Result

  /// Runs the body on one consistent state of the database. It must not write.
  func read<Result: Sendable>(
    _ body: @escaping @Sendable (any SQLSession) throws(StoreError) -> Result
  ) async throws(StoreError) -> Result

  /// The same for callers that cannot wait asynchronously; blocks the calling thread for as long as the body takes.
  func readNow<Result: Sendable>(
    _ body: @escaping @Sendable (any SQLSession) throws(StoreError) -> Result
  ) throws(StoreError) -> Result

  /// Ends what is under way and closes the files. Calls after it throw.
  func close() async
}

/// A connection inside a transaction. Lives on one thread and must not leave the body that got it.
public protocol SQLSession: AnyObject {
  var dialect: SQLDialect { get }

  /// Runs one statement that gives no rows. Parameters are bound, never written into the text.
  /// - Returns: the number of rows that were changed.
  @discardableResult
  func execute(_ statement: String, _ values: [SQLValue]) throws(StoreError) -> Int

  /// Runs one statement and hands over its rows in order.
  func query(
    _ statement: String, _ values: [SQLValue], _ body: (SQLRow) throws(StoreError) -> Void
  ) throws(StoreError)
}

extension SQLSession {
  @discardableResult
  public func execute(_ statement: String) throws(StoreError) -> Int {
    try execute(statement, [])
  }

  /// All rows, each as the body reads it.
  public func rows<Element>(
    _ statement: String, _ values: [SQLValue] = [], _ body: (SQLRow) throws(StoreError) -> Element
  ) throws(StoreError) -> [Element] {
    var elements: [Element] = []
    try query(statement, values) { row throws(StoreError) in elements.append(try body(row)) }
    return elements
  }

  /// The first row; `nil` when there is none.
  public func row<Element>(
    _ statement: String, _ values: [SQLValue] = [], _ body: (SQLRow) throws(StoreError) -> Element
  ) throws(StoreError) -> Element? {
    try rows(statement, values, body).first
  }

  /// A count, or another single number; 0 when there is no row.
  public func number(_ statement: String, _ values: [SQLValue] = []) throws(StoreError) -> Int {
    try row(statement, values) { row throws(StoreError) in try row.integer(0) } ?? 0
  }
}
