import Testing

@testable import Pebble

@Suite("Dates")
struct DateTests {
  @Test("print what Java 17 prints, by pattern, zone and language")
  func printLikeJava() throws {
    let rows = Fixture.rows(of: "dates.tsv")
    #expect(rows.count == 834)
    for row in rows where row.count == 5 {
      let pattern = try DatePattern(row[0], locale: try DateLocale.named(row[2]))
      let date = try DateReader.date(.string(row[3]), format: nil, in: try Zone.named(row[1]))
      #expect(try pattern.text(of: date) == row[4], "\(row)")
    }
  }

  @Test("read what Java 17 reads")
  func readLikeJava() throws {
    let rows = Fixture.rows(of: "date-parsing.tsv")
    #expect(rows.count == 24)
    for row in rows where row.count == 3 {
      do throws(PebbleError) {
        let date = try DateReader.date(.string(row[1]), format: try DatePattern(row[0]), in: .utc)
        #expect(try DatePattern("iso_instant").text(of: date) == row[2], "\(row)")
      } catch {
        let expected = row[2].hasPrefix("ERR ") ? row[2].dropFirst(4).prefix { $0 != "{" } : "no error"
        #expect(
          error.message.hasPrefix(expected.replacing("LocalDate from TemporalAccessor: ", with: "a date")), "\(row)")
      }
    }
  }

  static let examples = [
    Example("{{ '2024-03-31T02:30:00' | date(timeZone='Europe/Paris') }}", "2024-03-31T03:30:00.000000+02:00"),
    Example("{{ '2024-10-27T02:30:00' | date(timeZone='Europe/Paris') }}", "2024-10-27T02:30:00.000000+02:00"),
    Example("{{ 1700000000123 | timestampMilli }} {{ -1 | timestampNano }}", "1700000000123 -1000000000"),
    Example("{{ '1969-12-31T23:59:59.5Z' | timestampMilli }}", "-500"),
    Example("{{ '2024-01-31' | dateAdd(-13, 'MONTHS', 'iso_local_date', 'UTC') }}", "2022-12-31"),
    Example(
      "{{ '2024-01-01T00:00:00Z' | dateAdd(-1, 'NANOS', timeZone='UTC', format='iso_instant') }}",
      "2023-12-31T23:59:59.999999999Z"),
    Example(
      "{{ '2024-01-01T00:00:00Z' | dateAdd(1, 'HALF_DAYS', timeZone='GMT+2', format='iso_sec') }}",
      "2024-01-01T14:00:00+02:00"),
    Example("{{ x | date('dd.MM.yyyy', locale='de') }}", "", context: #"{"x": null}"#),
  ]

  @Test("go through filters", arguments: examples)
  func filters(_ example: Example) throws {
    #expect(try example.rendered() == example.expected)
  }

  @Test(
    "are refused without a crash, however large or strange",
    arguments: [
      "{{ 9223372036854775807 | date(timeZone='Nowhere/City') }}",
      "{{ 1 | date(timeZone='../../etc/passwd') }}", "{{ 1 | date(timeZone='+99:00') }}", "{{ 1 | date(timeZone='') }}",
      "{{ 1 | date(locale='xx') }}", "{{ '+999999999-12-31T00:00:00Z' | dateAdd(1, 'YEARS') }}",
      "{{ 1 | dateAdd(9223372036854775807, 'DAYS') }}", "{{ 1 | dateAdd(-9223372036854775807, 'MILLENNIA') }}",
      "{{ 1 | dateAdd(9223372036854775807, 'HOURS') }}", "{{ 1 | dateAdd(1, 'FOREVER') }}", "{{ true | date }}",
      "{{ '99999999999999999999-01-01' | date }}", "{{ 1 | date('yyyy[[[') | x }}", "{{ 1 | date('SSSSSSSSSSSS') }}",
      "{{ 1 | date('MMMMMM') }}", "{{ 1 | date(\"'open\") }}", "{{ 1 | date('{') }}", "{{ '' | date }}",
      "{{ '2024-02-30' | date(existingFormat='yyyyyyyyyyyyyyyyyyyyyyyy') }}",
    ])
  func refuse(_ template: String) {
    #expect(!Example.failure(of: template).isEmpty)
  }

  @Test("zone files that are none are refused")
  func zoneFiles() {
    #expect(ZoneRules([]) == nil)
    #expect(ZoneRules(Array("TZif2".utf8) + [UInt8](repeating: 255, count: 200)) == nil)
    #expect(ZoneRules(Array("TZif2".utf8) + [UInt8](repeating: 0, count: 90)) == nil)
    #expect(PosixZone("CET-1CEST,M3.5.0,M10.5.0/3")?.phase(at: 1_720_000_000).offset == 7200)
    #expect(PosixZone("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0")?.phase(at: 1_704_067_200).abbreviation == "+11")
    #expect(PosixZone("CET-1CEST,M13.5.0,M10.5.0") == nil)
  }
}
