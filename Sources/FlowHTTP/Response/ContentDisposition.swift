import FlowStore

/// The file name in a `Content-Disposition` header (RFC 6266), `filename*` before `filename`.
struct ContentDisposition {
  private(set) var fileName: String?

  init(_ value: String) {
    let parameters = ContentDisposition.parameters(of: value)
    if let coded = parameters["filename*"] {
      // charset'language'escaped (RFC 8187)
      let parts = coded.split(separator: "'", maxSplits: 2, omittingEmptySubsequences: false)
      if parts.count == 3 { fileName = Self.decode(parts[2], charset: parts[0].lowercased()) }
    }
    if fileName == nil { fileName = parameters["filename"] }
    fileName = fileName.map { String($0.split { $0 == "/" || $0 == "\\" }.last ?? "") }
  }

  /// UTF-8 is what RFC 8187 asks for; its predecessor had ISO-8859-1 too.
  private static func decode(_ text: Substring, charset: String) -> String? {
    switch charset {
    case "utf-8": return PercentEncoding.decode(text)
    case "iso-8859-1":
      var bytes: [UInt8] = []
      var rest = text.utf8[...]
      while let byte = rest.popFirst() {
        guard byte == UInt8(ascii: "%") else {
          bytes.append(byte)
          continue
        }
        guard let decoded = UInt8(String(rest.prefix(2)) ?? "", radix: 16) else { return nil }
        bytes.append(decoded)
        rest = rest.dropFirst(2)
      }
      return String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    default: return nil
    }
  }

  private static func parameters(of value: String) -> [String: String] {
    var parameters: [String: String] = [:]
    var rest = value.drop { $0 != ";" }
    while rest.popFirst() != nil {
      let name = String(rest.prefix { $0 != "=" && $0 != ";" }).trimmed.lowercased()
      rest = rest.drop { $0 != "=" && $0 != ";" }
      guard rest.first == "=" else { continue }
      rest = rest.dropFirst().drop { $0 == " " }
      var text = ""
      if rest.first == "\"" {
        rest.removeFirst()
        while let next = rest.popFirst(), next != "\"" {
          if next == "\\", let escaped = rest.popFirst() { text.append(escaped) } else { text.append(next) }
        }
        rest = rest.drop { $0 != ";" }
      } else {
        text = String(rest.prefix { $0 != ";" }).trimmed
        rest = rest.drop { $0 != ";" }
      }
      if parameters[name] == nil { parameters[name] = text }
    }
    return parameters
  }
}
