/// When a region changes its offset from UTC, read from a TZif file (RFC 8536).
struct ZoneRules: Sendable {
  /// Larger files are not zone files.
  static let maximumBytes = 128 * 1024

  struct Phase: Sendable, Hashable {
    let offset: Int
    let isSummer: Bool
    let abbreviation: String
  }

  private var transitions: [(time: Int, phase: Int)] = []
  private var phases: [Phase] = []
  /// What holds after the last transition.
  private var rule: PosixZone?

  /// - Returns: `nil` for anything else than a sound TZif file of version 2 or later.
  init?(_ bytes: [UInt8]) {
    var reader = TZifReader(bytes)
    guard let first = reader.header(), first.version >= UInt8(ascii: "2"),
      reader.skip(first.bodyBytes(timeBytes: 4)), let header = reader.header(), header.typeCount > 0,
      header.timeCount <= 10_000, header.typeCount <= 256, header.characterCount <= 4096
    else { return nil }
    var times: [Int] = []
    for _ in 0..<header.timeCount {
      guard let time = reader.integer(bytes: 8) else { return nil }
      times.append(time)
    }
    for time in times {
      guard let phase = reader.integer(bytes: 1), phase < header.typeCount else { return nil }
      transitions.append((time, phase))
    }
    var types: [(offset: Int, isSummer: Bool, name: Int)] = []
    for _ in 0..<header.typeCount {
      guard let offset = reader.integer(bytes: 4), offset.magnitude < 100_000, let summer = reader.integer(bytes: 1),
        let name = reader.integer(bytes: 1), name < header.characterCount
      else { return nil }
      types.append((offset, summer == 1, name))
    }
    guard let names = reader.take(header.characterCount) else { return nil }
    phases = types.map { type in
      let name = String(decoding: names.dropFirst(type.name).prefix { $0 != 0 }, as: UTF8.self)
      return Phase(offset: type.offset, isSummer: type.isSummer, abbreviation: name)
    }
    guard reader.skip(header.leapCount * 12 + header.standardCount + header.utcCount) else { return nil }
    rule = reader.footer().flatMap(PosixZone.init)
  }

  /// What holds at a time, in seconds since 1970 in UTC.
  func phase(at time: Int) -> Phase {
    if let last = transitions.last, time >= last.time, let rule { return rule.phase(at: time) }
    if transitions.isEmpty, let rule { return rule.phase(at: time) }
    var (low, high) = (0, transitions.count)
    while low < high {
      let middle = (low + high) / 2
      if transitions[middle].time <= time { low = middle + 1 } else { high = middle }
    }
    return phases[low == 0 ? 0 : transitions[low - 1].phase]
  }
}

/// Reads the parts of a TZif file, never beyond its end.
private struct TZifReader {
  struct Header {
    let version: UInt8
    let utcCount, standardCount, leapCount, timeCount, typeCount, characterCount: Int

    func bodyBytes(timeBytes: Int) -> Int {
      timeCount * (timeBytes + 1) + typeCount * 6 + characterCount + leapCount * (timeBytes + 4) + standardCount
        + utcCount
    }
  }

  private let bytes: [UInt8]
  private var index = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
    guard count >= 0, count <= bytes.count - index else { return nil }
    defer { index += count }
    return bytes[index..<(index + count)]
  }

  mutating func skip(_ count: Int) -> Bool { take(count) != nil }

  /// Big-endian; signed from four bytes on.
  mutating func integer(bytes count: Int) -> Int? {
    guard let part = take(count) else { return nil }
    var value: UInt64 = 0
    for byte in part { value = value << 8 | UInt64(byte) }
    if count == 4 { return Int(Int32(bitPattern: UInt32(truncatingIfNeeded: value))) }
    return Int(Int64(bitPattern: value))
  }

  mutating func header() -> Header? {
    guard let magic = take(4), magic.elementsEqual("TZif".utf8), let version = take(1)?.first, skip(15) else {
      return nil
    }
    var counts: [Int] = []
    for _ in 0..<6 {
      guard let count = integer(bytes: 4), (0...1_000_000).contains(count) else { return nil }
      counts.append(count)
    }
    return Header(
      version: version, utcCount: counts[0], standardCount: counts[1], leapCount: counts[2], timeCount: counts[3],
      typeCount: counts[4], characterCount: counts[5])
  }

  mutating func footer() -> String? {
    guard take(1)?.first == 10 else { return nil }
    return String(decoding: bytes[index...].prefix { $0 != 10 }.prefix(256), as: UTF8.self)
  }
}
