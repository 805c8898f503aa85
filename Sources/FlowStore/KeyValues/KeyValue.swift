import Pebble

/// One value under a key of a namespace.
public struct KeyValue: Hashable, Sendable {
  public let namespace: String
  public let key: String
  public let type: KeyValueType
  public let value: Value
  public let description: String?
  public let createdAt: Instant
  public let updatedAt: Instant
  /// From this time on the value is gone; `nil` for one that stays.
  public let expiresAt: Instant?

  public init(
    namespace: String, key: String, type: KeyValueType, value: Value, description: String? = nil, createdAt: Instant,
    updatedAt: Instant, expiresAt: Instant? = nil
  ) {
    self.namespace = namespace
    self.key = key
    self.type = type
    self.value = value
    self.description = description
    self.createdAt = createdAt
    self.updatedAt = updatedAt
    self.expiresAt = expiresAt
  }

  /// Whether the value is gone at this time.
  public func isExpired(at date: Instant) -> Bool {
    expiresAt.map { $0 <= date } ?? false
  }

  /// The longest key, in characters.
  public static let maximumKeyLength = 256
  /// The largest value, in bytes of its JSON text.
  public static let maximumValueBytes = 1 << 20

  /// Whether a key may be used: `[a-zA-Z0-9][a-zA-Z0-9._-]*` (Kestra's pattern), at most ``maximumKeyLength`` characters.
  public static func isValid(key: String) -> Bool {
    guard (1...maximumKeyLength).contains(key.utf8.count) else { return false }
    return key.utf8.enumerated().allSatisfy { offset, byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
      case UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"): offset > 0
      default: false
      }
    }
  }
}

/// What kind of value a key holds. The raw values are the words of the API.
public enum KeyValueType: String, Hashable, Sendable, CaseIterable {
  case string = "STRING"
  case number = "NUMBER"
  case boolean = "BOOLEAN"
  case dateTime = "DATETIME"
  case date = "DATE"
  case duration = "DURATION"
  case json = "JSON"

  /// The type of a value that nobody gave one.
  public init(of value: Value) {
    switch value.revealed {
    case .bool: self = .boolean
    case .int, .double, .exact: self = .number
    case .instant: self = .dateTime
    case .null, .list, .map: self = .json
    case .string, .secret: self = .string
    }
  }
}
