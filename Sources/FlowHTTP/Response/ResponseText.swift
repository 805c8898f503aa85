/// The text of a response body.
enum ResponseText {
  /// Decodes by the declared charset, else by the byte order mark, else by the task's own, else as UTF-8. The mark is no part of the text.
  static func decode(
    _ body: [UInt8], contentType: String?, charset fallback: String? = nil
  ) throws(HTTPTaskError) -> String {
    let declared = contentType.flatMap(charset)
    let marked = mark(of: body)
    let name = declared ?? marked?.name ?? fallback ?? "UTF-8"
    guard let charset = Charset(name) else { throw HTTPTaskError(.notText(charset: name.printable)) }
    let content = marked.map { $0.name == charset.name ? body.dropFirst($0.length) : body[...] } ?? body[...]
    // Text may hold any character but NUL, which no text format has and every image does.
    guard let text = charset.decode(content), !text.utf8.contains(0) else {
      throw HTTPTaskError(.notText(charset: charset.name))
    }
    return text
  }

  private static func charset(of contentType: String) -> String? {
    for parameter in contentType.split(separator: ";").dropFirst() {
      let parts = parameter.split(separator: "=", maxSplits: 1)
      guard parts.count == 2, String(parts[0]).trimmed.lowercased() == "charset" else { continue }
      let name = String(parts[1]).trimmed.filter { $0 != "\"" && $0 != "'" }
      return name.isEmpty ? nil : name
    }
    return nil
  }

  private static func mark(of body: [UInt8]) -> (name: String, length: Int)? {
    if body.starts(with: [0xEF, 0xBB, 0xBF]) { return ("UTF-8", 3) }
    if body.starts(with: [0xFF, 0xFE, 0, 0]) { return ("UTF-32LE", 4) }
    if body.starts(with: [0xFE, 0xFF]) { return ("UTF-16BE", 2) }
    if body.starts(with: [0xFF, 0xFE]) { return ("UTF-16LE", 2) }
    return nil
  }
}
