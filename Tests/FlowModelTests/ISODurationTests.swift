import FlowModel
import Testing

@Suite("ISO 8601 durations")
struct ISODurationTests {
  @Test(
    "reads and writes what Java's Duration does",
    arguments: [
      ("PT30S", .seconds(30), "PT30S"), ("PT5M", .seconds(300), "PT5M"), ("P1D", .seconds(86400), "PT24H"),
      ("P1DT2H3M4.5S", .milliseconds(93_784_500), "PT26H3M4.5S"), ("PT0S", .zero, "PT0S"),
      ("pt1h", .seconds(3600), "PT1H"), ("-PT1M", .seconds(-60), "PT-1M"), ("PT-0.5S", .milliseconds(-500), "PT-0.5S"),
      ("PT0.000000001S", .nanoseconds(1), "PT0.000000001S"),
    ] as [(String, Duration, String)])
  func valid(_ text: String, _ duration: Duration, _ written: String) {
    #expect(ISODuration.parse(text) == duration)
    #expect(ISODuration.text(of: duration) == written)
  }

  @Test(
    "refuses everything else",
    arguments: [
      "", "P", "PT", "30", "30s", "P1Y", "P1M", "P1W", "PT1S1M", "P1DT", "PT1.5M", "PT1", "PT9223372036854775807H",
      "PT99999999999999999999S", "PT1.1234567890S", "T1S", "P-", "PTS",
    ])
  func invalid(_ text: String) {
    #expect(ISODuration.parse(text) == nil)
  }
}
