import CPCRE2
import Glibc

/// A compiled regular expression with Java's meaning, searched within fixed amounts of work, memory and time.
///
/// It is immutable after it is made; matching data belongs to one search. So it may be shared.
final class Pattern: @unchecked Sendable {
  /// Backtracking steps from one start position.
  static let matchLimit: UInt32 = 1_000_000
  /// KiB of backtracking memory of one search.
  static let heapLimit: UInt32 = 64 * 1024
  /// Seconds for one filter call, all its matches together.
  static let timeLimit: Double = 3

  let groupCount: Int
  private let code: OpaquePointer
  private let names: [String: Int]

  /// - Parameter source: in Java's syntax.
  init(_ source: String) throws(PebbleError) {
    let translated = Array(try Pattern.translated(source).utf8)
    let options =
      PCRE2_UTF | PCRE2_USE_OFFSET_LIMIT | PCRE2_NEVER_BACKSLASH_C | PCRE2_NO_UTF_CHECK
    let context = pcre2_compile_context_create_8(nil)
    defer { pcre2_compile_context_free_8(context) }
    pcre2_set_newline_8(context, UInt32(PCRE2_NEWLINE_ANY))
    pcre2_set_parens_nest_limit_8(context, UInt32(JavaPattern.maximumNesting))
    var problem: Int32 = 0
    var place = 0
    guard let code = pcre2_compile_8(translated, translated.count, options, &problem, &place, context) else {
      throw Pattern.invalid(source, Pattern.message(of: problem))
    }
    self.code = code
    var count: UInt32 = 0
    pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_CAPTURECOUNT), &count)
    groupCount = Int(count)
    names = Pattern.names(of: code)
  }

  deinit { pcre2_code_free_8(code) }

  private static func translated(_ source: String) throws(PebbleError) -> String {
    do throws(PebbleError) {
      return try JavaPattern.translate(source)
    } catch {
      throw invalid(source, error.message)
    }
  }

  private static func invalid(_ source: String, _ reason: String) -> PebbleError {
    .failed("Invalid regex '\(source)': \(reason)")
  }

  private static func message(of code: Int32) -> String {
    var buffer = [UInt8](repeating: 0, count: 256)
    let count = pcre2_get_error_message_8(code, &buffer, buffer.count)
    return String(decoding: buffer.prefix(max(0, Int(count))), as: UTF8.self)
  }

  private static func names(of code: OpaquePointer) -> [String: Int] {
    var count: UInt32 = 0
    var size: UInt32 = 0
    var table: UnsafePointer<UInt8>?
    pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMECOUNT), &count)
    pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMEENTRYSIZE), &size)
    pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMETABLE), &table)
    guard let table else { return [:] }
    var names: [String: Int] = [:]
    for entry in 0..<Int(count) {
      let bytes = UnsafeBufferPointer(start: table + entry * Int(size), count: Int(size))
      names[String(decoding: bytes.dropFirst(2).prefix { $0 != 0 }, as: UTF8.self)] = Int(bytes[0]) << 8 | Int(bytes[1])
    }
    return names
  }

  func group(named name: String) -> Int? { names[name] }

  /// A search through one text, match after match.
  func search(_ text: [UInt8]) throws(PebbleError) -> PatternSearch {
    try PatternSearch(code: code, pattern: self, text: text)
  }
}
