/// What S3 says in an answer that is an error: a small XML document with a code and a message.
struct S3ErrorAnswer: Hashable, Sendable, CustomStringConvertible {
  /// No more of the document is read.
  static let readLimit = 16 * 1024
  private static let textLimit = 400

  let status: Int
  /// `NoSuchKey`, say; `nil` where the answer is no such document.
  let code: String?
  let message: String?

  init(status: Int, body: [UInt8]) {
    let text = String(decoding: body.prefix(Self.readLimit), as: UTF8.self)
    self.status = status
    self.code = Self.content(of: "Code", in: text)
    self.message = Self.content(of: "Message", in: text)
  }

  var description: String {
    let words = [code, message].compactMap { $0 }
    return words.isEmpty ? "status \(status)" : "status \(status), " + words.joined(separator: ": ")
  }

  /// The text of the first element of this name. The document has neither attributes nor nesting where it matters.
  private static func content(of name: String, in text: String) -> String? {
    guard let start = text.range(of: "<\(name)>") else { return nil }
    let rest = text[start.upperBound...]
    guard let end = rest.firstIndex(of: "<") else { return nil }
    let content = printable(unescaped(rest[..<end]))
    return content.isEmpty ? nil : content
  }

  private static func unescaped(_ text: Substring) -> String {
    guard text.contains("&") else { return String(text) }
    let entities: [(String, Character)] = [
      ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&#39;", "'"), ("&amp;", "&"),
    ]
    var result = ""
    var rest = text
    while let first = rest.first {
      if let (entity, character) = entities.first(where: { rest.hasPrefix($0.0) }) {
        result.append(character)
        rest = rest.dropFirst(entity.count)
      } else {
        result.append(first)
        rest = rest.dropFirst()
      }
    }
    return result
  }

  /// Whoever answers, nothing of it steers a terminal or fills a log.
  private static func printable(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars.prefix(textLimit) {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator: result.append(" ")
      default: result.append(scalar)
      }
    }
    return String(result)
  }
}

extension String {
  fileprivate func range(of word: String) -> Range<Index>? {
    var start = startIndex
    while let first = self[start...].firstIndex(of: "<") {
      if self[first...].hasPrefix(word) { return first..<index(first, offsetBy: word.count) }
      start = index(after: first)
    }
    return nil
  }
}
