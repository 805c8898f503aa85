import OrderedCollections

/// JSON (RFC 8259) to values and back. Objects keep their order; a later duplicate key wins in the earlier one's place.
public enum JSON {
  /// Lists and objects may nest this deep.
  public static let maximumDepth = 256

  /// Reads one JSON text; nothing but white space may follow.
  public static func parse(_ text: String) throws(JSONError) -> Value {
    var parser = JSONParser(Array(text.utf8))
    return try parser.document()
  }

  /// Writes compact or indented JSON. Labels are dropped: the caller has masked or may reveal.
  /// - Parameter keepingNulls: whether map entries that are null are written; Kestra's printing drops them.
  public static func text(of value: Value, pretty: Bool = false, keepingNulls: Bool = true) -> String {
    var writer = JSONWriter(pretty: pretty, keepingNulls: keepingNulls, limit: .max)
    writer.write(value, depth: 0)
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}

/// Why a text is no JSON.
public struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong.
  public let reason: String
  /// Where, in UTF-8 bytes from the start.
  public let offset: Int

  public var description: String { "\(reason) at byte \(offset)" }
}
