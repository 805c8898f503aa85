import Glibc
import Testing

@Suite("Faults of the network")
struct FaultTests {
  /// Fails one call of the program's own, by a library that is loaded before the system's.
  private func run(_ task: String, fault call: String, _ number: Int, error: Int32, _ origin: Origin) throws -> (
    output: BuiltBinary.Output, leftovers: Int
  ) {
    let folder = try WorkFolder()
    let library = folder.path + "/fault.so"
    let flow = """
      id: faults
      namespace: company.team
      tasks:
        - id: first
          type: io.kestra.plugin.core.http.Request
          uri: http://127.0.0.1:\(origin.plainPort)/echo
        - id: second
          type: io.kestra.plugin.core.http.\(task)
          uri: http://127.0.0.1:\(origin.plainPort)/orders.csv
      """
    try folder.write(flow, to: "flow.yaml")
    let source = SourceFolder.path + "/Fixtures/fault.c"
    #expect(system("cc -shared -fPIC -o '\(library)' '\(source)' -ldl") == 0)
    let output = BuiltBinary.run(
      ["run", folder.path + "/flow.yaml", "--storage", folder.path + "/storage"],
      environment: [
        "LD_PRELOAD": library, "FAULT_CALL": call, "FAULT_NUMBER": "\(number)", "FAULT_ERROR": "\(error)",
      ], in: folder.path)
    let listing = folder.path + "/listing"
    system("find '\(folder.path)/storage' -type f 2>/dev/null | grep -c '[.]csv' >'\(listing)'")
    var leftovers = 0
    if let file = fopen(listing, "r") {
      var digits: UInt8 = 0
      if fread(&digits, 1, 1, file) == 1, digits >= 0x30 { leftovers = Int(digits - 0x30) }
      fclose(file)
    }
    return (output, leftovers)
  }

  @Test(
    "the n-th connect, send or receive that fails ends in a clear error, or is made good, and leaves no file",
    arguments: [
      ("connect", ECONNREFUSED), ("connect", ENETUNREACH), ("connect", EMFILE), ("send", EPIPE), ("send", ECONNRESET),
      ("recv", ECONNRESET), ("recv", ETIMEDOUT), ("recv", 0),
    ] as [(String, Int32)])
  func faults(_ call: String, _ error: Int32) throws {
    let origin = try #require(Origin())
    var failures = 0
    for number in 1...4 {
      let (output, leftovers) = try run("Download", fault: call, number, error: error, origin)
      let place: Comment = "\(call) \(number) \(error): \(output.stderr)"
      if output.exitCode == 0 {
        #expect(leftovers == 1, place)
        continue
      }
      failures += 1
      #expect(output.exitCode == 1, place)
      #expect(leftovers == 0, place)
      let words = ["failed", "was lost", "is incomplete", "failed to respond", "refused", "timed out"]
      #expect(words.contains(where: output.stderr.contains), place)
      #expect(!output.stderr.contains("Fatal") && !output.stderr.contains("Error("), place)
    }
    #expect(failures > 0, "the first call of each kind must have been reached")
  }
}
