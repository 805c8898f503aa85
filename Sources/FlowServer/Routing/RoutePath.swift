import FlowStore

/// The path that a route takes: fixed words and named parts, in OpenAPI's notation `/flows/{namespace}/{id}`.
struct RoutePath: Hashable, Sendable, CustomStringConvertible {
  enum Segment: Hashable, Sendable {
    case word(String)
    case parameter(String)
  }

  /// The longest named part, in bytes after decoding.
  static let maximumParameterBytes = 512

  let segments: [Segment]

  init(_ template: String) {
    segments = template.split(separator: "/").map { part in
      part.hasPrefix("{") && part.hasSuffix("}")
        ? .parameter(String(part.dropFirst().dropLast())) : .word(String(part))
    }
  }

  var parameters: [String] {
    segments.compactMap {
      if case .parameter(let name) = $0 { name } else { nil }
    }
  }

  var description: String {
    segments.map {
      switch $0 {
      case .word(let word): "/" + word
      case .parameter(let name): "/{\(name)}"
      }
    }.joined()
  }

  /// The raw named parts when the path is this one; words are compared byte for byte.
  func match(_ parts: [Substring]) -> [(name: String, raw: Substring)]? {
    guard parts.count == segments.count else { return nil }
    var found: [(name: String, raw: Substring)] = []
    for (segment, part) in zip(segments, parts) {
      switch segment {
      case .word(let word): guard word == part else { return nil }
      case .parameter(let name):
        guard !part.isEmpty else { return nil }
        found.append((name, part))
      }
    }
    return found
  }

  /// Words come before named parts, from left to right, so that `/executions/search` is not the execution `search`.
  func isMoreSpecific(than other: RoutePath) -> Bool {
    for (mine, theirs) in zip(segments, other.segments) {
      switch (mine, theirs) {
      case (.word, .parameter): return true
      case (.parameter, .word): return false
      default: continue
      }
    }
    return false
  }

  /// A named part decoded. Throws 400 for a broken escape, a slash, a control character, `.` and `..`.
  static func decode(_ raw: Substring) throws(APIError) -> String {
    let text = raw.contains("%") ? PercentEncoding.decode(raw) : String(raw)
    guard let text, !text.isEmpty, text.utf8.count <= maximumParameterBytes, text != ".", text != "..",
      !text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F || $0 == "/" || $0 == "\\" })
    else { throw APIError(.badRequest, "a part of the path is not a name") }
    return text
  }
}
