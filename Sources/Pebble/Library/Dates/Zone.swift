import Glibc
import Synchronization

/// A time zone: a region with its rules, or a fixed offset from UTC.
struct Zone: Sendable {
  /// As Java names it: `Europe/Paris`, `UTC`, `+05:30`, `GMT+02:00`.
  let id: String
  private let offset: Int
  private let rules: ZoneRules?
  /// Whether it is an offset without a region.
  let isOffset: Bool

  static let utc = Zone(id: "UTC", offset: 0, rules: nil, isOffset: false)

  /// The zone of an offset in seconds.
  static func fixed(_ offset: Int) -> Zone {
    Zone(id: OffsetText.id(offset), offset: offset, rules: nil, isOffset: true)
  }

  /// - Parameter text: a region, `UTC`, `GMT`, `UT`, `Z`, an offset, or one of the first three with an offset.
  static func named(_ text: String) throws(PebbleError) -> Zone {
    if text == "Z" { return Zone(id: "Z", offset: 0, rules: nil, isOffset: true) }
    if text.hasPrefix("+") || text.hasPrefix("-") {
      guard let offset = OffsetText.offset(text) else {
        throw .failed("Invalid ID for ZoneOffset, invalid format: \(text)")
      }
      return fixed(offset)
    }
    for prefix in ["UTC", "GMT", "UT"] where text.hasPrefix(prefix) {
      let rest = String(text.dropFirst(prefix.utf8.count))
      if rest.isEmpty { return Zone(id: prefix, offset: 0, rules: nil, isOffset: false) }
      if let offset = OffsetText.offset(rest) {
        return Zone(
          id: prefix + (offset == 0 ? "" : OffsetText.id(offset)), offset: offset, rules: nil, isOffset: false)
      }
    }
    guard isRegionName(text) else { throw .failed("Invalid ID for region-based ZoneId, invalid format: \(text)") }
    guard let rules = ZoneFiles.shared.rules(of: text) else { throw .failed("Unknown time-zone ID: \(text)") }
    return Zone(id: text, offset: 0, rules: rules, isOffset: false)
  }

  private static func isRegionName(_ text: String) -> Bool {
    guard (2...64).contains(text.utf8.count), let first = text.utf8.first, Character(Unicode.Scalar(first)).isLetter
    else {
      return false
    }
    // Dots would lead out of the folder of zones.
    return text.utf8.allSatisfy { byte in
      switch byte {
      case 48...57, 65...90, 97...122, UInt8(ascii: "/"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "+"): true
      default: false
      }
    }
  }

  /// The zone of this machine: `TZ`, then the link /etc/localtime, then UTC.
  static let system: Zone = {
    if let name = getenv("TZ").map({ String(cString: $0) }), let zone = try? named(name) { return zone }
    var buffer = [CChar](repeating: 0, count: 512)
    let count = readlink("/etc/localtime", &buffer, buffer.count)
    let path = String(decoding: buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let marker = "/zoneinfo/"
    guard let place = TextSearch.last(Array(marker.utf8), in: Array(path.utf8)) else { return utc }
    let name = String(decoding: path.utf8.dropFirst(place + marker.utf8.count), as: UTF8.self)
    return (try? named(name)) ?? utc
  }()

  /// The offset at a time in UTC, in seconds.
  func offset(at time: Int) -> Int { phase(at: time).offset }

  func phase(at time: Int) -> ZoneRules.Phase {
    rules?.phase(at: time) ?? ZoneRules.Phase(offset: offset, isSummer: false, abbreviation: id)
  }

  /// The time in UTC of a local clock. In an overlap the earlier of both; in a gap, as far after it as the clock stood in it.
  func time(ofClock seconds: Int) -> Int {
    let before = offset(at: seconds - 86_400)
    let after = offset(at: seconds + 86_400)
    if offset(at: seconds - before) == before { return seconds - before }
    if offset(at: seconds - after) == after { return seconds - after }
    return seconds - before
  }
}

/// The zone files of this machine, each read once.
final class ZoneFiles: Sendable {
  static let shared = ZoneFiles()
  /// Zones kept at most; there are about 600 names.
  static let capacity = 700

  private let folder = "/usr/share/zoneinfo/"
  private let cache = Mutex<[String: ZoneRules?]>([:])

  func rules(of name: String) -> ZoneRules? {
    if let known = cache.withLock({ $0[name] }) { return known }
    let rules = contents(of: folder + name).flatMap(ZoneRules.init)
    cache.withLock { cache in if cache.count < ZoneFiles.capacity { cache[name] = rules } }
    return rules
  }

  private func contents(of path: String) -> [UInt8]? {
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: ZoneRules.maximumBytes)
    var count = 0
    while count < bytes.count {
      let read = bytes.withUnsafeMutableBytes { buffer in
        Glibc.read(file, buffer.baseAddress?.advanced(by: count), buffer.count - count)
      }
      guard read >= 0 else { return nil }
      if read == 0 { break }
      count += read
    }
    return Array(bytes.prefix(count))
  }
}
