/// Names for files whose wish for a name comes from outside: an upload, a server's header, the key of an object.
public enum FileName {
  /// The longest name in bytes of UTF-8 that the file systems of Linux take.
  public static let maximumLength = 255
  /// An extension longer than this is not one.
  private static let maximumExtensionLength = 32

  /// The nearest name that is safe as one part of a path and on a terminal.
  ///
  /// Separators, control and invisible formatting characters become `_`; a name that is too long loses characters before
  /// its extension; what is empty, `.` or `..` is called `file`.
  public static func safe(_ wish: String) -> String {
    var scalars = String.UnicodeScalarView()
    for scalar in wish.unicodeScalars {
      scalars.append(isSafe(scalar) ? scalar : "_")
    }
    let name = String(scalars)
    guard !name.isEmpty, name != ".", name != ".." else { return "file" }
    return shortened(name)
  }

  /// A fresh name that keeps an extension: `5372016093344871.csv`.
  ///
  /// - Parameter extension: with its dot; may be empty.
  public static func unique(extension: String = "") -> String {
    var generator = SystemRandomNumberGenerator()
    return unique(extension: `extension`, using: &generator)
  }

  /// The same with the caller's randomness.
  public static func unique(extension: String = "", using generator: inout some RandomNumberGenerator) -> String {
    safe(String(UInt64.random(in: .min ... .max, using: &generator)) + `extension`)
  }

  /// What follows the first dot of a path's last part, with the dot: `.tar.gz` of `backup/site.tar.gz`.
  ///
  /// A dot at the start hides a file and begins no extension. Anything longer than 32 bytes or with unusual characters
  /// is no extension either; then the answer is empty.
  public static func extensionPart(of path: String) -> String {
    let name = path.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
    guard let dot = name.dropFirst().firstIndex(of: ".") else { return "" }
    let part = name[dot...]
    let isUsual = part.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
        true
      default: false
      }
    }
    return isUsual && part.utf8.count > 1 && part.utf8.count <= maximumExtensionLength ? String(part) : ""
  }

  private static func isSafe(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "/", "\\": return false
    default: break
    }
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: return false
    default: return true
    }
  }

  private static func shortened(_ name: String) -> String {
    guard name.utf8.count > maximumLength else { return name }
    let ending = extensionPart(of: name)
    var stem = ""
    var room = maximumLength - ending.utf8.count
    // By scalar, since one character may be longer than any name.
    for scalar in name.unicodeScalars {
      room -= UTF8.width(scalar)
      if room < 0 { break }
      stem.unicodeScalars.append(scalar)
    }
    return stem + ending
  }
}
