/// The rule in the last line of a zone file, as POSIX writes `TZ`: `CET-1CEST,M3.5.0,M10.5.0/3`.
struct PosixZone: Sendable {
  private struct Change: Sendable {
    enum Day: Sendable {
      case weekday(month: Int, week: Int, day: Int)
      /// 1 to 365, February has 28 days.
      case julian(Int)
      /// 0 to 365.
      case ordinal(Int)
    }

    let day: Day
    /// Seconds after midnight, by the clock before the change.
    let second: Int
  }

  private let standard: ZoneRules.Phase
  private var summer: (phase: ZoneRules.Phase, start: Change, end: Change)?

  /// - Returns: `nil` for anything else.
  init?(_ text: String) {
    var rest = Array(text.utf8)[...]
    guard let name = PosixZone.name(&rest), let offset = PosixZone.time(&rest) else { return nil }
    standard = ZoneRules.Phase(offset: -offset, isSummer: false, abbreviation: name)
    guard !rest.isEmpty else { return }
    guard let summerName = PosixZone.name(&rest) else { return nil }
    var summerOffset = standard.offset + 3600
    if rest.first != UInt8(ascii: ",") {
      guard let given = PosixZone.time(&rest) else { return nil }
      summerOffset = -given
    }
    guard let start = PosixZone.change(&rest), let end = PosixZone.change(&rest), rest.isEmpty else { return nil }
    let phase = ZoneRules.Phase(offset: summerOffset, isSummer: true, abbreviation: summerName)
    summer = (phase, start, end)
  }

  func phase(at time: Int) -> ZoneRules.Phase {
    guard let summer else { return standard }
    let year = LocalDateTime(clockSeconds: time + standard.offset, nano: 0).date.year
    let start = PosixZone.seconds(of: summer.start, in: year) - standard.offset
    let end = PosixZone.seconds(of: summer.end, in: year) - summer.phase.offset
    let isSummer = start < end ? time >= start && time < end : time >= start || time < end
    return isSummer ? summer.phase : standard
  }

  private static func seconds(of change: Change, in year: Int) -> Int {
    let newYear = CivilDate.days(year: year, month: 1, day: 1)
    let day: Int
    switch change.day {
    case .julian(let number): day = newYear + number - 1 + (number > 59 && CivilDate.isLeap(year) ? 1 : 0)
    case .ordinal(let number): day = newYear + number
    case .weekday(let month, let week, let weekday):
      let first = CivilDate.days(year: year, month: month, day: 1)
      // POSIX counts Sunday as 0.
      let offset = LocalDateTime.floorMod(weekday - LocalDateTime.weekday(of: first) % 7, 7)
      var date = first + offset + (week - 1) * 7
      if date - first >= CivilDate.length(ofMonth: month, in: year) { date -= 7 }
      day = date
    }
    return day * 86_400 + change.second
  }

  private static func name(_ rest: inout ArraySlice<UInt8>) -> String? {
    if rest.first == UInt8(ascii: "<") {
      let name = rest.dropFirst().prefix { $0 != UInt8(ascii: ">") }
      guard name.endIndex < rest.endIndex else { return nil }
      rest = rest[(name.endIndex + 1)...]
      return String(decoding: name, as: UTF8.self)
    }
    let name = rest.prefix { Character(Unicode.Scalar($0)).isLetter }
    rest = rest.dropFirst(name.count)
    return name.count >= 3 ? String(decoding: name, as: UTF8.self) : nil
  }

  /// `[+-]hh[:mm[:ss]]` in seconds.
  private static func time(_ rest: inout ArraySlice<UInt8>) -> Int? {
    let sign = rest.first == UInt8(ascii: "-") ? -1 : 1
    if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
    var total = 0
    for unit in [3600, 60, 1] {
      if unit < 3600 {
        guard rest.first == UInt8(ascii: ":") else { break }
        rest = rest.dropFirst()
      }
      guard let number = number(&rest) else { return nil }
      total += number * unit
    }
    return sign * total
  }

  private static func number(_ rest: inout ArraySlice<UInt8>) -> Int? {
    let digits = rest.prefix { (48...57).contains($0) }
    guard (1...3).contains(digits.count) else { return nil }
    rest = rest.dropFirst(digits.count)
    return Int(String(decoding: digits, as: UTF8.self))
  }

  private static func change(_ rest: inout ArraySlice<UInt8>) -> Change? {
    guard rest.first == UInt8(ascii: ",") else { return nil }
    rest = rest.dropFirst()
    let day: Change.Day
    switch rest.first {
    case UInt8(ascii: "M"):
      var numbers: [Int] = []
      for _ in 0..<3 {
        rest = rest.dropFirst()
        guard let number = number(&rest) else { return nil }
        numbers.append(number)
      }
      guard (1...12).contains(numbers[0]), (1...5).contains(numbers[1]), (0...6).contains(numbers[2]) else {
        return nil
      }
      day = .weekday(month: numbers[0], week: numbers[1], day: numbers[2])
    case UInt8(ascii: "J"):
      rest = rest.dropFirst()
      guard let number = number(&rest), (1...365).contains(number) else { return nil }
      day = .julian(number)
    default:
      guard let number = number(&rest), number <= 365 else { return nil }
      day = .ordinal(number)
    }
    guard rest.first == UInt8(ascii: "/") else { return Change(day: day, second: 7200) }
    rest = rest.dropFirst()
    guard let second = time(&rest) else { return nil }
    return Change(day: day, second: second)
  }
}
