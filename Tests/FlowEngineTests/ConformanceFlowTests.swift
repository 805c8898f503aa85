import Glibc
import Testing

@testable import FlowEngine

/// Flows in `Flows/NAME.flow.yaml`, each with `NAME.expected`: the states of the execution, of every task run with its
/// attempts, the flow's outputs and the calls in order.
@Suite("Flows")
struct ConformanceFlowTests {
  private static let folder =
    #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/") + "/Flows/"

  static let names: [String] = {
    guard let folder = opendir(folder) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.hasSuffix(".flow.yaml") { names.append(String(name.dropLast(".flow.yaml".count))) }
    }
    return names.sorted()
  }()

  @Test("are there")
  func present() {
    #expect(Self.names.count >= 30)
  }

  @Test("run to their expected states", arguments: names)
  func run(_ name: String) async throws {
    let harness = Harness(flows: [Self.child])
    let text = Self.contents(Self.folder + name + ".flow.yaml")
    let execution = try await harness.run(text)
    let summary = Harness.summary(of: execution, calls: harness.calls.all)
    let expected = Self.contents(Self.folder + name + ".expected")
    if expected.isEmpty, getenv("RECORD_EXPECTED") != nil {
      guard let file = fopen(Self.folder + name + ".expected", "w") else { return }
      fputs(summary, file)
      fclose(file)
    }
    #expect(summary == expected)
  }

  /// What subflows in the flows start.
  static let child = """
    id: child
    namespace: a.b
    inputs:
      - id: name
        type: STRING
    tasks:
      - id: call
        type: test.Call
        name: "child-{{ inputs.name }}"
        fail: "{{ inputs.name == 'bad' ? 1 : 0 }}"
    outputs:
      - id: said
        type: STRING
        value: "{{ outputs.call.name }}"
    """

  static func contents(_ path: String) -> String {
    guard let file = fopen(path, "r") else { return "" }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer.prefix(count) }
    return String(decoding: bytes, as: UTF8.self)
  }
}
