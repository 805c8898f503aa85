/// Regular expressions of flows outside of templates, such as an input's `validator`: Java's syntax, bounded work.
public enum RegularExpression {
  /// Whether the whole text fits.
  ///
  /// - Throws: when the expression is none, or when finding out takes more than the documented work (``Pattern``).
  public static func fits(_ text: String, _ pattern: String) throws(PebbleError) -> Bool {
    try PatternCache.shared.pattern(pattern).search(Array(text.utf8)).match(anchored: true) != nil
  }
}
