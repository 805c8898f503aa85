import Pebble
import Testing

/// Inputs of every type, as a flow's expressions see them and as the command line refuses them.
@Suite("Inputs of the command line")
struct InputTests {
  private static let flow = """
    id: inputs
    namespace: company.team
    inputs:
      - {id: s, type: STRING, validator: "[a-z]+"}
      - {id: i, type: INT, min: 1, max: 5}
      - {id: f, type: FLOAT, min: 0.5}
      - {id: b, type: BOOL}
      - {id: select, type: SELECT, expression: "{{ ['x', inputs.s] }}", autoSelectFirst: true}
      - {id: multi, type: MULTISELECT, values: [x, y, z]}
      - {id: choice, type: ENUM, values: [p, q]}
      - {id: moment, type: DATETIME}
      - {id: day, type: DATE}
      - {id: time, type: TIME}
      - {id: duration, type: DURATION}
      - {id: json, type: JSON}
      - {id: yaml, type: YAML}
      - {id: uri, type: URI}
      - {id: password, type: SECRET, validator: "t.*t"}
      - {id: email, type: EMAIL}
      - {id: array, type: ARRAY, itemType: INT}
      - {id: file, type: FILE, allowedFileExtensions: [.txt]}
      - {id: dependent, type: STRING, dependsOn: {inputs: [b], condition: "{{ inputs.b }}"}, defaults: "{{ inputs.s }}-d"}
      - {id: nested.x, type: INT, defaults: "{{ inputs.i + 1 }}"}
      - {id: optional, type: STRING, required: false}
    tasks:
      - id: see
        type: io.kestra.plugin.core.debug.Return
        format: "{{ inputs }}"
      - id: read
        type: io.kestra.plugin.core.debug.Return
        format: "{{ read(inputs.file) }}"
    """

  private func run(_ inputs: [String]) throws -> BuiltBinary.Output {
    let folder = try WorkFolder()
    try folder.write(Self.flow, to: "flow.yaml")
    try folder.write("contents of the file", to: "notes.txt")
    return BuiltBinary.run(
      ["run", folder.path + "/flow.yaml", "--storage", folder.path + "/storage"]
        + inputs.flatMap { ["--input", $0.replacing("{folder}", with: folder.path)] }, in: folder.path)
  }

  @Test("every type is bound, and seen with its type")
  func bound() throws {
    let output = try run([
      "s=abc", "i=3", "f=1.5", "b=true", #"multi=["x","z"]"#, "choice=q", "moment=2024-01-02T03:04:05Z",
      "day=2024-01-02",
      "time=10:11:12", "duration=PT1H", #"json={"a": [1]}"#, "yaml=a: [1, no]", "uri=https://a.example.com/x",
      "password=topsecret", "email=a@b.co", "array=[1,2]", "file={folder}/notes.txt",
    ])
    #expect(output.exitCode == 0, "\(output.stderr)")
    guard case .map(let tasks) = try JSON.parse(output.stdout), case .map(let see)? = tasks["see"],
      case .string(let text)? = see["value"], case .map(var inputs) = try JSON.parse(text)
    else {
      Issue.record("unexpected: \(output.stdout)")
      return
    }
    #expect(inputs.removeValue(forKey: "file")?.text.hasSuffix("/inputs/file/notes.txt") == true)
    #expect(
      JSON.text(of: .map(inputs))
        == #"{"s":"abc","i":3,"f":1.5,"b":true,"select":"x","multi":["x","z"],"choice":"q","#
        + #""moment":"2024-01-02T03:04:05Z","day":"2024-01-02","time":"10:11:12","duration":"PT1H","json":{"a":[1]},"#
        + #""yaml":{"a":[1,"no"]},"uri":"https://a.example.com/x","password":"******","email":"a@b.co","array":[1,2],"#
        + #""dependent":"abc-d","nested":{"x":4}}"#)
    #expect(output.stdout.contains("contents of the file"))
    #expect(!(output.stdout + output.stderr).contains("topsecret"))
  }

  @Test("everything wrong is said at once, and nothing runs")
  func refused() throws {
    let output = try run([
      "s=ABC", "i=9", "f=0.1", "b=false", "select=w", #"multi=["x","w"]"#, "choice=r", "moment=2024-01-02",
      "day=2024-13-02",
      "time=25:11", "duration=1h", "json={a", "yaml=a: [1", "uri=nope", "email=ab", #"array=[1,"b"]"#,
      "file={folder}/flow.yaml",
    ])
    #expect(output.exitCode == 2)
    for message in [
      "`i`. Cause: it must be less than `5`", "`f`. Cause: it must be more than `0.5`",
      "`s`. Cause: it must match the pattern `[a-z]+`", "`multi`. Cause: it must match the values `[x, y, z]`",
      "`choice`. Cause: it must match the values", "`moment`. Cause: Expected `DATETIME`",
      "`day`. Cause: Expected `DATE`",
      "`time`. Cause: Expected `TIME`", "`duration`. Cause: Expected `DURATION`", "`json`. Cause:", "`yaml`. Cause:",
      "`uri`. Cause: Invalid URI format.", "Missing required input:password", "`email`. Cause:",
      "`array`. Cause: Unable to parse array element as `INT` on `b`", "`file`. Cause: File type not allowed",
    ] {
      #expect(output.stderr.contains(message), "\(message) is not in: \(output.stderr)")
    }
    #expect(!output.stderr.contains("SUCCESS"))
  }
}
