import FlowModel
import FlowStore
import Pebble
import Testing

@Suite("The journal's text")
struct JournalCodecTests {
  private static let date = Instant(seconds: 1_700_000_000, nanoseconds: 123_456_789)
  private static let run = TaskRunID("run")
  private let codec = JournalCodec(key: [UInt8](repeating: 7, count: 32))

  static let changes: [ExecutionChange] = [
    .entered(.running, at: date),
    .taskRunCreated(run, taskID: "a", parent: nil, value: nil, iteration: nil, at: date),
    .taskRunCreated(TaskRunID("b"), taskID: "b", parent: run, value: "x", iteration: 3, at: date),
    .taskRunEntered(run, .paused, at: date), .attemptStarted(run, at: date),
    .attemptEnded(run, .failed, isUnknown: true, at: date), .aboutToSend(run, isRepeatable: true, at: date),
    .headersReceived(run, at: date), .flowableStarted(run, choice: "then", values: nil),
    .flowableStarted(run, choice: nil, values: ["1", "2"]), .waits(run, until: date), .waits(run, until: nil),
    .childExecution(run, ExecutionID("child")), .taskRunsRemoved([run]), .labels(["k": "v"]), .recovered(at: date),
    .closed(at: date), .reopened(attemptNumber: 2, at: date),
    .variables([
      "i": .int(1), "d": .double(1), "s": .string("1"), "n": .null, "b": .bool(false), "t": .instant(date),
      "inf": .double(.infinity), "l": .list([.map(["$odd": .int(1)]), .map(["$i": .null])]),
    ]),
    .taskOutputs(run, ["secret": .secret(Secret(.map(["a": .int(1)]), masked: "shown"))]),
    .outputs([:]),
  ]

  @Test("gives every change back equal", arguments: changes)
  func roundTrip(_ change: ExecutionChange) throws {
    let text = try codec.text(of: [change])
    #expect(try codec.changes(from: text) == [change])
  }

  @Test("gives an execution back with the task runs that a replay took over")
  func execution() throws {
    var fold = ExecutionFold(
      Execution(
        id: ExecutionID("e"), namespace: "a.b", flowID: "f", flowRevision: 3,
        inputs: ["p": .secret(Secret(.string("canary-value")))], labels: ["team": "blue"],
        originalID: ExecutionID("o"), parentID: ExecutionID("p"),
        trigger: ExecutionTrigger(id: "t", type: "T", variables: ["n": .int(1)]), attemptNumber: 2,
        originalCreatedDate: Self.date, scheduleDate: Self.date, createdAt: Self.date))
    for change in Self.changes.prefix(7) { fold.apply(change) }
    fold.apply(.taskRunEntered(Self.run, .success, at: Self.date))
    let text = try codec.text(of: fold.execution)
    #expect(!text.contains("canary-value"))
    let read = try codec.execution(from: text)
    #expect(read.inputs == fold.execution.inputs)
    #expect(read.labels == fold.execution.labels)
    #expect(read.trigger == fold.execution.trigger)
    #expect(read.taskRuns.map(\.state) == fold.execution.taskRuns.map(\.state))
    #expect(read.taskRuns.map(\.value) == [nil, "x"])
    #expect([read.originalID, read.parentID] == [ExecutionID("o"), ExecutionID("p")])
  }

  @Test("refuses a secret without a key, and says what to do")
  func noKey() {
    let error = #expect(throws: StoreError.self) {
      try JournalCodec(key: nil).text(of: [.outputs(["p": .secret(Secret(.string("x")))])])
    }
    #expect(error?.kind == .secretNeedsKey)
  }

  @Test(
    "reports damage instead of guessing",
    arguments: ["", "{}", "[1]", "[[]]", #"[["?"]]"#, #"[["e","NOWHERE",[0,0]]]"#, #"[["o","r",{"x":{"$s":"AAAA"}}]]"#])
  func damage(_ text: String) {
    #expect(throws: StoreError.self) { try codec.changes(from: text) }
  }
}
