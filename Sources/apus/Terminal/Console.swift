import Glibc

/// The two streams of the command line: stdout is data, stderr is talk.
enum Console {
  /// Writes a line of data.
  static func data(_ line: String) {
    write(line + "\n", to: STDOUT_FILENO)
  }

  /// Writes a line of talk.
  static func talk(_ line: String) {
    write(line + "\n", to: STDERR_FILENO)
  }

  static func write(_ text: String, to descriptor: Int32) {
    var rest = ArraySlice(Array(text.utf8))
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }

  /// Whether talk goes to a person who watches.
  static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }

  /// The terminal's columns; 80 where they are not known.
  static var width: Int {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  /// Whether talk may be coloured: on a terminal only, and not where `NO_COLOR` is set.
  static var usesColour: Bool { isTerminal && (getenv("NO_COLOR").map { $0.pointee == 0 } ?? true) }

  /// What an error's line begins with.
  static var errorMark: String { usesColour ? "\u{1B}[31merror:\u{1B}[0m" : "error:" }

  /// Text from outside without the control characters that would steer a terminal.
  static func printable(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isControl) else { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      result.unicodeScalars.append(isControl(scalar) ? "\u{FFFD}" : scalar)
    }
    return result
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x20 && scalar != "\n" && scalar != "\t" || (0x7F...0x9F).contains(scalar.value)
  }
}
