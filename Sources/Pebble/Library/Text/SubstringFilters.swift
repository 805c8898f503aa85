/// The filters `substringBefore`, `substringAfter` and their `Last` forms.
enum SubstringFilters {
  static let all: [Filter] = [
    filter("substringBefore") { text, separator in
      guard let separator else { return text }
      if separator.isEmpty { return "" }
      return first(separator, in: text).map { String(decoding: text.utf8.prefix($0), as: UTF8.self) } ?? text
    },
    filter("substringAfter") { text, separator in
      guard let separator else { return "" }
      return first(separator, in: text).map { after(separator, at: $0, in: text) } ?? ""
    },
    filter("substringBeforeLast") { text, separator in
      guard let separator, !separator.isEmpty else { return text }
      return last(separator, in: text).map { String(decoding: text.utf8.prefix($0), as: UTF8.self) } ?? text
    },
    filter("substringAfterLast") { text, separator in
      guard let separator, !separator.isEmpty else { return "" }
      return last(separator, in: text).map { after(separator, at: $0, in: text) } ?? ""
    },
  ]

  private static func filter(_ name: String, _ cut: @escaping @Sendable (String, String?) -> String) -> Filter {
    .onAnyText(name, parameters: ["separator"]) { text, arguments throws(PebbleError) in
      guard arguments.has("separator") else {
        throw .failed("The '\(name)' filter expects an argument 'separator'.")
      }
      return .string(cut(text, try arguments.optionalText("separator")))
    }
  }

  private static func after(_ separator: String, at place: Int, in text: String) -> String {
    String(decoding: text.utf8.dropFirst(place + separator.utf8.count), as: UTF8.self)
  }

  /// The first place, in UTF-8 bytes.
  private static func first(_ part: String, in text: String) -> Int? {
    TextSearch.first(Array(part.utf8), in: Array(text.utf8))
  }

  private static func last(_ part: String, in text: String) -> Int? {
    TextSearch.last(Array(part.utf8), in: Array(text.utf8))
  }
}
