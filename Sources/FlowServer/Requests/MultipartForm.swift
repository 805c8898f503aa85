import FlowModel

/// The parts of a `multipart/form-data` body (RFC 7578).
struct MultipartForm: Sendable {
  struct Part: Sendable {
    let name: String
    /// `nil` for a field that is no file.
    let fileName: String?
    let content: ArraySlice<UInt8>
  }

  static let maximumParts = 1000
  static let maximumHeadBytes = 16 * 1024

  let parts: [Part]

  /// - Parameter mediaField: the `Content-Type` field with its `boundary`.
  init(_ body: [UInt8], mediaField: String) throws(APIError) {
    guard let boundary = Self.parameter("boundary", of: mediaField[...]), (1...70).contains(boundary.utf8.count) else {
      throw Self.broken("it has no boundary")
    }
    let delimiter = Array("--\(boundary)".utf8)
    guard body.starts(with: delimiter) else { throw Self.broken("it does not begin with its boundary") }
    let separator = Array("\r\n--\(boundary)".utf8)
    var rest = body[...].dropFirst(delimiter.count)
    var parts: [Part] = []
    while true {
      if rest.starts(with: Array("--".utf8)) { break }
      guard rest.starts(with: Array("\r\n".utf8)) else {
        throw Self.broken("a boundary stands in the middle of a line")
      }
      rest = rest.dropFirst(2)
      guard parts.count < Self.maximumParts else { throw APIError(.tooLarge, "more than \(Self.maximumParts) parts") }
      guard let headEnd = Self.find(Array("\r\n\r\n".utf8), in: rest.prefix(Self.maximumHeadBytes)) else {
        throw Self.broken("a part has no head, or too long a one")
      }
      let head = rest[rest.startIndex..<headEnd]
      rest = rest[headEnd...].dropFirst(4)
      guard let end = Self.find(separator, in: rest) else { throw Self.broken("it ends within a part") }
      parts.append(try Self.part(head: head, content: rest[rest.startIndex..<end]))
      rest = rest[end...].dropFirst(separator.count)
    }
    self.parts = parts
  }

  private static func part(head: ArraySlice<UInt8>, content: ArraySlice<UInt8>) throws(APIError) -> Part {
    guard let text = String(validating: head, as: UTF8.self) else { throw broken("a part's head is not UTF-8") }
    for line in text.split(separator: "\r\n") {
      guard let colon = line.firstIndex(of: ":"), line[..<colon].lowercased() == "content-disposition" else { continue }
      let value = line[line.index(after: colon)...]
      guard let name = parameter("name", of: value) else { break }
      return Part(name: name, fileName: parameter("filename", of: value), content: content)
    }
    throw broken("a part has no name")
  }

  /// The value of a parameter of a header field, quoted or not.
  static func parameter(_ name: String, of field: Substring) -> String? {
    var rest = field
    while let semicolon = rest.firstIndex(of: ";") {
      rest = rest[rest.index(after: semicolon)...].drop { $0 == " " || $0 == "\t" }
      guard let equals = rest.firstIndex(of: "=") else { return nil }
      let key = rest[..<equals].lowercased()
      rest = rest[rest.index(after: equals)...]
      var value = ""
      if rest.first == "\"" {
        rest.removeFirst()
        var isEscaped = false
        while let character = rest.first {
          rest.removeFirst()
          if isEscaped || (character != "\\" && character != "\"") {
            value.append(character)
            isEscaped = false
          } else if character == "\\" {
            isEscaped = true
          } else {
            break
          }
        }
      } else {
        value = String(rest.prefix { $0 != ";" && $0 != " " })
      }
      if key == name { return value }
    }
    return nil
  }

  private static func find(_ needle: [UInt8], in bytes: ArraySlice<UInt8>) -> Int? {
    guard let first = needle.first else { return nil }
    var start = bytes.startIndex
    while let place = bytes[start...].firstIndex(of: first) {
      if bytes[place...].starts(with: needle) { return place }
      start = place + 1
    }
    return nil
  }

  private static func broken(_ reason: String) -> APIError {
    APIError(.badRequest, "the multipart body cannot be read: \(reason)")
  }
}
