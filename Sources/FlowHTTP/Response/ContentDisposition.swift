import FlowStore

/// The file name in a `Content-Disposition` header (RFC 6266), `filename*` before `filename`.
struct ContentDisposition {
  private(set) var fileName: String?

  init(_ value: String) {
    let parameters = ContentDisposition.parameters(of: value)
    if let coded = parameters["filename*"] {
      // charset'language'escaped (RFC 8187)
      let parts = coded.split(separator: "'", maxSplits: 2, omittingEmptySubsequences: false)
      if parts.count == 3, parts[0].lowercased() == "utf-8" { fileName = PercentEncoding.decode(parts[2]) }
    }
    if fileName == nil { fileName = parameters["filename"] }
    fileName = fileName.map { String($0.split { $0 == "/" || $0 == "\\" }.last ?? "") }
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
