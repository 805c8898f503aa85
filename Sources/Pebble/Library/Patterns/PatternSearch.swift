import CPCRE2
import Glibc

/// The matches of a pattern in a text, one after the other. It ends with an error when its time is over.
final class PatternSearch {
  /// Byte ranges of the whole match and its groups; `nil` for a group that took no part.
  typealias Match = [Range<Int>?]

  private let code: OpaquePointer
  /// Keeps the code alive.
  private let pattern: Pattern
  private let text: [UInt8]
  private let data: OpaquePointer
  private let context: OpaquePointer
  private let deadline: Double
  private var next: Int? = 0
  /// Start positions tried in one call; they shrink when starts are costly, so that time is looked at often enough.
  private var window = 64

  init(code: OpaquePointer, pattern: Pattern, text: [UInt8]) throws(PebbleError) {
    guard let data = pcre2_match_data_create_from_pattern_8(code, nil) else { throw .failed("out of memory") }
    guard let context = pcre2_match_context_create_8(nil) else {
      pcre2_match_data_free_8(data)
      throw .failed("out of memory")
    }
    pcre2_set_match_limit_8(context, Pattern.matchLimit)
    pcre2_set_heap_limit_8(context, Pattern.heapLimit)
    self.code = code
    self.pattern = pattern
    self.text = text
    self.data = data
    self.context = context
    deadline = PatternSearch.seconds() + Pattern.timeLimit
  }

  deinit {
    pcre2_match_data_free_8(data)
    pcre2_match_context_free_8(context)
  }

  /// The next match; `nil` after the last.
  func match(anchored: Bool = false) throws(PebbleError) -> Match? {
    guard var start = next else { return nil }
    while start <= text.count {
      let end = min(text.count, start + window)
      pcre2_set_offset_limit_8(context, end)
      let began = PatternSearch.seconds()
      let options: UInt32 = PCRE2_NO_UTF_CHECK | (anchored ? PCRE2_ANCHORED | PCRE2_ENDANCHORED : 0)
      let result = pcre2_match_8(code, text, text.count, start, options, data, context)
      let ended = PatternSearch.seconds()
      guard ended < deadline else { throw .failed("The regular expression timed out.") }
      adapt(to: ended - began)
      switch result {
      case PCRE2_ERROR_NOMATCH:
        if anchored || end == text.count {
          next = nil
          return nil
        }
        start = characterStart(atOrAfter: end + 1)
      case 1...: return found()
      case PCRE2_ERROR_MATCHLIMIT, PCRE2_ERROR_DEPTHLIMIT, PCRE2_ERROR_HEAPLIMIT:
        throw PebbleError(.limit("regular expression work (timed out)"))
      default: throw .failed("The regular expression failed with code \(result).")
      }
    }
    next = nil
    return nil
  }

  private func found() -> Match? {
    let count = Int(pcre2_get_ovector_count_8(data))
    guard let offsets = pcre2_get_ovector_pointer_8(data) else { return nil }
    var ranges: Match = []
    for group in 0..<count {
      let (start, end) = (offsets[2 * group], offsets[2 * group + 1])
      // A look-behind with an odd end can lie before its start; such a group is empty.
      // PCRE2_UNSET is all ones: -1 here.
      ranges.append(start < 0 || end < 0 ? nil : min(start, end)..<max(start, end))
    }
    guard let whole = ranges.first, let whole else { return nil }
    // After an empty match the search goes on one character later, as Java's does.
    next = whole.isEmpty ? characterStart(atOrAfter: whole.upperBound + 1) : whole.upperBound
    return ranges
  }

  private func characterStart(atOrAfter place: Int) -> Int {
    var place = place
    while place < text.count, text[place] & 0xC0 == 0x80 { place += 1 }
    return place
  }

  private func adapt(to duration: Double) {
    if duration > 0.02 { window = max(1, window / 2) } else if duration < 0.002 { window = min(window * 2, 1 << 24) }
  }

  private static func seconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
