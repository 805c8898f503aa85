import FlowTasks
import Testing

@testable import apus

@Suite("Live line")
struct LiveLineTests {
  private let start = ContinuousClock.now

  @Test("one running task shows its time and the bytes of a long body, cut to the terminal's width")
  func one() {
    var line = LiveLine()
    line.started("get", typeName: "Download", at: start)
    #expect(line.text(at: start + .milliseconds(50), width: 80) == "  … get  Download  50 ms")
    line.advanced("get", ProgressReporter.Progress(bytes: 1000, total: nil, isUpload: false))
    #expect(line.text(at: start + .seconds(2), width: 80) == "  … get  Download  2.0 s")
    line.advanced("get", ProgressReporter.Progress(bytes: 3 << 20, total: 5 << 20, isUpload: true))
    #expect(line.text(at: start + .seconds(2), width: 80) == "  … get  Download  2.0 s  sent 3 MiB of 5 MiB")
    #expect(line.text(at: start + .seconds(2), width: 10) == "  … get  ")
    line.ended("get")
    #expect(line.text(at: start, width: 80).isEmpty)
  }

  @Test("several running tasks share the line")
  func several() {
    var line = LiveLine()
    line.started("a", typeName: "Request", at: start)
    line.started("b", typeName: "Request", at: start)
    #expect(line.text(at: start + .milliseconds(1), width: 80) == "  … 2 running: a, b  1 ms")
    line.ended("a")
    #expect(line.text(at: start + .milliseconds(1), width: 80) == "  … b  Request  1 ms")
  }
}
