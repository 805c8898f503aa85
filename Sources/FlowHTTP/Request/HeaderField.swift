import Pebble

/// One header of a request, checked against RFC 9110: nothing in it can end the line early.
public struct HeaderField: Hashable, Sendable {
  public let name: String
  public let value: LabelledText

  /// Blanks around the value are dropped.
  public init(_ name: String, _ value: LabelledText) throws(HTTPTaskError) {
    guard HTTPToken.isValid(name) else { throw HTTPTaskError(.invalidHeaderName) }
    // A character outside ASCII goes out as UTF-8: RFC 9110 lets those bytes pass.
    let isClean = value.revealed.utf8.allSatisfy { ($0 >= 0x20 && $0 != 0x7F) || $0 == 0x09 }
    guard isClean else { throw HTTPTaskError(.invalidHeaderValue(name: name)) }
    self.name = name
    self.value = value.trimmed
  }

  public init(_ name: String, _ value: String) throws(HTTPTaskError) {
    try self.init(name, LabelledText(value))
  }

  func isNamed(_ other: String) -> Bool {
    name.utf8.elementsEqual(other.utf8) || name.lowercased() == other.lowercased()
  }

  /// Whether a server of another origin must not see it.
  var isCredential: Bool {
    if value.isSecret { return true }
    let name = name.lowercased()
    return ["authorization", "cookie", "host", "api-key", "apikey", "token", "secret", "password", "signature"]
      .contains { name.contains($0) }
  }
}

extension [HeaderField] {
  func contains(named name: String) -> Bool {
    contains { $0.isNamed(name) }
  }
}

/// A word of RFC 9110, section 5.6.2: methods and header names.
enum HTTPToken {
  static func isValid(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= 4096 && text.utf8.allSatisfy(isAllowed)
  }

  private static func isAllowed(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: punctuation.contains(byte)
    }
  }

  private static let punctuation = Set("!#$%&'*+-.^_`|~".utf8)
}

extension LabelledText {
  /// The same change made to both forms of the text.
  func map(_ change: (String) -> String) -> LabelledText {
    isSecret ? LabelledText(revealed: change(revealed), masked: change(masked)) : LabelledText(change(revealed))
  }

  var trimmed: LabelledText { map(\.trimmed) }
}

extension String {
  /// Without the blanks and tabs around it.
  var trimmed: String {
    let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
    guard let first = firstIndex(where: { !isBlank($0) }), let last = lastIndex(where: { !isBlank($0) }) else {
      return ""
    }
    return String(self[first...last])
  }
}
