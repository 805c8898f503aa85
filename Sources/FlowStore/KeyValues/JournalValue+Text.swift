import Pebble

extension JournalValue {
  /// One value as text for a database: with its type, its order and its labels; what is secret is encrypted.
  public func text(of value: Value) throws(StoreError) -> String {
    JSON.text(of: try write(value))
  }

  /// The value that ``text(of:)`` wrote.
  public func value(from text: String) throws(StoreError) -> Value {
    guard let value = try? JSON.parse(text) else { throw StoreError(.corrupt("a value is no JSON text")) }
    return try read(value)
  }
}
