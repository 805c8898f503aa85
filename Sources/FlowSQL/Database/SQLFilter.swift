import Pebble

/// The conditions of a WHERE with their parameters, joined by AND. Values from outside get in as parameters only.
struct SQLFilter {
  private var conditions: [String] = []
  private(set) var values: [SQLValue] = []

  /// ` WHERE …`, or nothing when there is no condition.
  var clause: String {
    conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND ")
  }

  mutating func add(_ condition: String, _ parameters: SQLValue...) {
    conditions.append(condition)
    values += parameters
  }

  mutating func add(_ column: String, equals text: String?) {
    guard let text else { return }
    add("\(column) = ?", .text(text))
  }

  /// A namespace and those below it.
  mutating func add(_ column: String, isWithin namespace: String?) {
    guard let namespace else { return }
    // From `a.` to before `a/`: the names that begin with `a.`, by bytes, so that an index serves.
    add(
      "(\(column) = ? OR (\(column) >= ? AND \(column) < ?))", .text(namespace), .text(namespace + "."),
      .text(namespace + "/"))
  }

  mutating func add(_ column: String, isOneOf words: [String]) {
    guard !words.isEmpty else { return }
    conditions.append("\(column) IN (\(words.map { _ in "?" }.joined(separator: ", ")))")
    values += words.map(SQLValue.text)
  }

  /// One of the columns contains the text.
  mutating func add(_ columns: [String], contain text: String?, in dialect: SQLDialect) {
    guard let text, !text.isEmpty else { return }
    conditions.append("(\(columns.map(dialect.contains).joined(separator: " OR ")))")
    values += columns.map { _ in .text(text) }
  }

  mutating func add(_ column: String, from date: Instant?) {
    guard let date else { return }
    add("\(column) >= ?", .integer(date.storedNanoseconds))
  }

  mutating func add(_ column: String, before date: Instant?) {
    guard let date else { return }
    add("\(column) < ?", .integer(date.storedNanoseconds))
  }
}
