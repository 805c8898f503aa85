import Synchronization

/// How a language writes dates: names, styles, weeks.
struct DateLocale: Sendable {
  /// Names that stand in a date, and those that stand alone, where a language inflects them.
  struct Names: Sendable {
    let full, short, narrow, fullAlone, shortAlone: [String]
  }

  let months: Names
  let weekdays: Names
  let halves: [String]
  /// Short, full and narrow, each for before and after year 1.
  let eras: [String]
  /// Four short, four full.
  let quarters: [String]
  /// Patterns of `full`, `long`, `medium`, `short`.
  let styles: [String]
  /// 1 for Monday to 7 for Sunday.
  var firstWeekday: Int
  /// Days of a year that its first week must have.
  var minimalDays: Int

  static let english = (try? named("en_US")) ?? DateLocale(rows: [])

  /// - Parameter name: a language (`fr`), or one with a country (`en_GB`, `en-GB`).
  static func named(_ name: String) throws(PebbleError) -> DateLocale {
    let parts = name.split(omittingEmptySubsequences: false) { $0 == "_" || $0 == "-" }.map(String.init)
    let language = (parts.first ?? "").lowercased()
    let country = parts.count > 1 ? parts[1].uppercased() : ""
    guard var locale = locales["\(language)_\(country)"] ?? locales[language] else {
      throw .failed(
        "The locale '\(name)' has no date names here; use one of \(locales.keys.sorted().joined(separator: ", ")).")
    }
    if !country.isEmpty { (locale.firstWeekday, locale.minimalDays) = week(in: country) }
    return locale
  }

  /// The week by country (CLDR): Sunday first in the Americas and parts of Asia, the ISO week in most of Europe.
  private static func week(in country: String) -> (first: Int, minimalDays: Int) {
    let iso: Set<String> = [
      "AD", "AT", "AX", "BE", "BG", "CH", "CZ", "DE", "DK", "EE", "ES", "FI", "FJ", "FO", "FR", "GB", "GF", "GG", "GI",
      "GP",
      "GR", "HU", "IE", "IM", "IS", "IT", "JE", "LI", "LT", "LU", "MC", "MQ", "NL", "NO", "PL", "RE", "RU", "SE", "SJ",
      "SK",
      "SM", "VA",
    ]
    let sunday: Set<String> = [
      "AG", "AS", "AU", "BD", "BR", "BS", "BT", "BW", "BZ", "CA", "CN", "CO", "DM", "DO", "ET", "GT", "GU", "HK", "HN",
      "ID",
      "IL", "IN", "JM", "JP", "KE", "KH", "KR", "LA", "MH", "MM", "MO", "MT", "MX", "MZ", "NI", "NP", "PA", "PE", "PH",
      "PK",
      "PR", "PY", "SA", "SG", "SV", "TH", "TT", "TW", "UM", "US", "VE", "VI", "WS", "YE", "ZA", "ZW",
    ]
    if iso.contains(country) { return (1, 4) }
    let saturday: Set<String> = [
      "AE", "AF", "BH", "DJ", "DZ", "EG", "IQ", "IR", "JO", "KW", "LY", "OM", "QA", "SD", "SY",
    ]
    if country == "PT" { return (7, 4) }
    if country == "MV" { return (5, 1) }
    if saturday.contains(country) { return (6, 1) }
    return (sunday.contains(country) ? 7 : 1, 1)
  }

  /// By language and country as the table has them.
  private static let locales: [String: DateLocale] = {
    let rowsEach = 19
    let rows = table.split(separator: "\n").map(String.init)
    var locales: [String: DateLocale] = [:]
    for start in stride(from: 0, to: rows.count - rowsEach + 1, by: rowsEach) {
      locales[rows[start]] = DateLocale(rows: Array(rows[(start + 1)..<(start + rowsEach)]))
    }
    return locales
  }()

  private init(rows: [String]) {
    func cells(_ row: Int) -> [String] {
      rows.indices.contains(row) ? rows[row].split(separator: "|").map(String.init) : []
    }
    func names(_ row: Int) -> Names {
      Names(
        full: cells(row), short: cells(row + 1), narrow: cells(row + 2), fullAlone: cells(row + 3),
        shortAlone: cells(row + 4))
    }
    months = names(0)
    weekdays = names(5)
    halves = cells(10)
    eras = cells(11)
    quarters = cells(12)
    styles = (13..<17).map { rows.indices.contains($0) ? rows[$0] : "" }
    let week = rows.last?.split(separator: " ").compactMap { Int($0) } ?? []
    firstWeekday = week.first ?? 7
    minimalDays = week.last ?? 1
  }
}
