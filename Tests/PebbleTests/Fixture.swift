import Glibc

/// The files of cases beside the tests.
enum Fixture {
  /// The lines of a file of `Fixtures`, without empty ones.
  static func lines(of name: String) -> [Substring] {
    let folder = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    guard let file = fopen("\(folder)/Fixtures/\(name)", "r") else { return [] }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer.prefix(count) }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
  }

  /// The same with each line cut at its tabs.
  static func rows(of name: String) -> [[String]] {
    lines(of: name).map { $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init) }
  }
}
