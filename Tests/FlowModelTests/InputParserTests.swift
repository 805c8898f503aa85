import FlowModel
import OrderedCollections
import Pebble
import Testing

@Suite("Reading inputs")
struct InputParserTests {
  @Test(
    "makes the typed value of text",
    arguments: [
      (.string, "a", .string("a")), (.int, "42", .int(42)), (.int, "-5", .int(-5)), (.float, "42.42", .double(42.42)),
      (.boolean, "TRUE", .bool(true)), (.bool, "yes", .bool(false)), (.date, "2024-02-29", .string("2024-02-29")),
      (.time, "10:15", .string("10:15")), (.time, "10:15:30.5", .string("10:15:30.5")),
      (.datetime, "1970-01-02T00:00:01.5Z", .instant(Instant(seconds: 86_401, nanoseconds: 500_000_000))),
      (.datetime, "2024-01-02T03:04:05Z", .instant(Instant(seconds: 1_704_164_645))),
      (.datetime, "2024-01-02T05:04:05+02:00", .instant(Instant(seconds: 1_704_164_645))),
      (.datetime, "0000-03-01T00:00:00Z", .instant(Instant(seconds: -62_162_035_200))),
      (.duration, "PT5M", .string("PT5M")), (.json, "{\"b\": [1]}", .map(["b": .list([.int(1)])])),
      (.yaml, "a: {b: no}", .map(["a": .map(["b": .string("no")])])), (.uri, "http://localhost:8080", nil),
      (.email, "", .string("")), (.email, "a@b.c", .string("a@b.c")), (.array, "[\"1\", 2]", nil),
      (.file, "kestra:///a/b.csv", .string("kestra:///a/b.csv")),
    ] as [(InputType, String, Value?)])
  func valid(_ type: InputType, _ text: String, _ expected: Value?) throws {
    let value = try InputParser.parse(.string(text), for: InputDefinition(id: "a", type: type, itemType: .int))
    #expect(value == expected ?? (type == .array ? .list([.int(1), .int(2)]) : .string(text)))
  }

  @Test(
    "says what is wrong with the rest",
    arguments: [
      (.int, "1.0", "For input string: \"1.0\""), (.int, " 1", "For input string: \" 1\""),
      (.int, "2147483648", "For input string: \"2147483648\""), (.float, "nan", "For input string: \"nan\""),
      (.date, "2023-02-29", "Expected `DATE` but received `2023-02-29`"),
      (.time, "24:00", "Expected `TIME` but received `24:00`"),
      (.datetime, "2024-01-02T03:04:05", "Expected `DATETIME` but received `2024-01-02T03:04:05`"),
      (.duration, "P1Y", "Expected `DURATION` but received `P1Y`"), (.uri, "no uri", "Invalid URI format."),
      (.uri, "http://a b", "Invalid URI format."), (.email, "a@", "The input must be a valid email"),
      (.array, "[1, \"x\"]", "Unable to parse array element as `INT` on `x`"), (.array, "5", "it is not a list"),
    ] as [(InputType, String, String)])
  func invalid(_ type: InputType, _ text: String, _ reason: String) {
    let input = InputDefinition(id: "a", type: type, itemType: .int)
    let error = #expect(throws: InputError.self) { try InputParser.parse(.string(text), for: input) }
    #expect(error?.description == "Invalid value for input `a`. Cause: \(reason)")
  }

  @Test("keeps to the bounds that an input sets")
  func bounds() throws {
    let number = InputDefinition(id: "n", type: .int, min: .int(2), max: .int(4))
    #expect(try InputParser.parse(.int(2), for: number) == .int(2))
    #expect(throws: InputError(.tooSmall(bound: "2"), inputID: "n")) { try InputParser.parse(.int(1), for: number) }
    #expect(throws: InputError(.tooLarge(bound: "4"), inputID: "n")) { try InputParser.parse(.int(5), for: number) }
    let length = InputDefinition(id: "d", type: .duration, max: .string("PT1M"))
    #expect(throws: InputError(.tooLarge(bound: "PT1M"), inputID: "d")) {
      try InputParser.parse(.string("PT61S"), for: length)
    }
    let day = InputDefinition(id: "d", type: .date, after: "2024-01-01")
    #expect(throws: InputError(.tooEarly(bound: "2024-01-01"), inputID: "d")) {
      try InputParser.parse(.string("2023-12-31"), for: day)
    }
    let choice = InputDefinition(id: "s", type: .select, isRequired: false, values: ["a", "b"])
    #expect(throws: InputError(.notAmong(["a", "b"]), inputID: "s")) {
      try InputParser.parse(.string("c"), for: choice)
    }
    let file = InputDefinition(id: "f", type: .file, allowedFileExtensions: [".csv"])
    #expect(try InputParser.parse(.string("kestra:///a/B.CSV"), for: file) == .string("kestra:///a/B.CSV"))
    #expect(throws: InputError(.badExtension(accepted: [".csv"]), inputID: "f")) {
      try InputParser.parse(.string("kestra:///a.csv/b"), for: file)
    }
  }

  @Test("labels a secret, and keeps it out of messages")
  func secrets() throws {
    let input = InputDefinition(id: "s", type: .secret, validator: "[0-9]+")
    let value = try InputParser.parse(.string("hush"), for: input)
    #expect(value == .secret(Secret(.string("hush"))))
    let error = #expect(throws: InputError.self) {
      try InputParser.parse(.string("hush"), for: input, matches: { _, _ in false })
    }
    #expect(error?.description == "Invalid value for input `s`. Cause: it must match the pattern `[0-9]+`")
    let number = InputDefinition(id: "n", type: .int)
    let secondError = #expect(throws: InputError.self) {
      try InputParser.parse(.secret(Secret(.string("hush"))), for: number)
    }
    #expect(secondError.map { !$0.description.contains("hush") } == true)
  }
}
