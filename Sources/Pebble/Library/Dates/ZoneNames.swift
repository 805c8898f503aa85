/// What zones are called in English.
enum ZoneNames {
  private struct Names {
    let standardShort, standardLong, summerShort, summerLong: String
  }

  /// The short name at a time, as Java prints it: `CEST`.
  static func short(_ zone: Zone, at time: Int) -> String {
    guard !zone.isOffset, let names = names[zone.id] else { return zone.id }
    return isSummer(zone, time) ? names.summerShort : names.standardShort
  }

  /// The long name at a time: `Central European Summer Time`.
  static func long(_ zone: Zone, at time: Int) -> String {
    guard !zone.isOffset, let names = names[zone.id] else { return zone.id }
    return isSummer(zone, time) ? names.summerLong : names.standardLong
  }

  /// Ireland's zone file calls winter the exception; its names go the usual way round.
  private static func isSummer(_ zone: Zone, _ time: Int) -> Bool {
    let phase = zone.phase(at: time)
    return zone.id == "Europe/Dublin" || zone.id == "Eire" ? phase.offset > 0 : phase.isSummer
  }

  private static let names: [String: Names] = {
    var all: [String: Names] = [:]
    var current: Names?
    for line in table.split(separator: "\n") {
      if line.hasPrefix(" ") {
        for zone in line.split(separator: " ") { all[String(zone)] = current }
      } else {
        let cells = line.split(separator: "|").map(String.init)
        guard cells.count >= 2 else { continue }
        let summer = cells.count >= 4 ? Array(cells[2...3]) : Array(cells[0...1])
        current = Names(standardShort: cells[0], standardLong: cells[1], summerShort: summer[0], summerLong: summer[1])
      }
    }
    return all
  }()
}
