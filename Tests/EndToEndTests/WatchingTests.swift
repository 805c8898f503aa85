import Glibc
import Pebble
import Testing

@Suite("Watching a run")
struct WatchingTests {
  /// Runs the flow whose address holds a secret: Base64 of k3y-canary-value.
  private func run(_ arguments: [String], in origin: Origin) -> BuiltBinary.Output {
    BuiltBinary.run(
      ["run", SourceFolder.path + "/Flows/04-api-key-query.yaml", "--storage", origin.folder + "/storage"]
        + origin.connections(to: [("dummyjson.com", 443)]) + arguments,
      environment: ["SECRET_API_KEY": "azN5LWNhbmFyeS12YWx1ZQ=="], in: origin.folder)
  }

  @Test("--verbose draws the phases of each request in plain ASCII where stderr is no terminal")
  func verbose() throws {
    let origin = try #require(Origin())
    let output = run(["--verbose"], in: origin)
    #expect(output.exitCode == 0, "\(output.stderr)")
    #expect(output.stderr.contains("GET https://dummyjson.com/user/me?api_key=******  200, HTTP/"))
    #expect(output.stderr.contains("      tls     |"))
    #expect(output.stderr.contains("      wait    |"))
    let bars = output.stderr.split(separator: "\n").filter { $0.hasPrefix("      ") }
    #expect(bars.allSatisfy { $0.utf8.allSatisfy { $0 < 0x80 } })
    #expect(!(output.stderr + output.stdout).contains("k3y-canary-value"))
    #expect(!run([], in: origin).stderr.contains("wait    |"))
  }

  @Test("--har writes the exchanges of the run for its owner alone, secrets masked")
  func archive() throws {
    let origin = try #require(Origin())
    let path = origin.folder + "/run.har"
    let output = run(["--har", path], in: origin)
    #expect(output.exitCode == 0, "\(output.stderr)")
    let text = BuiltBinary.contents(path)
    #expect(!text.contains("k3y-canary-value"))
    guard case .map(let document) = try JSON.parse(text), case .map(let log)? = document["log"],
      case .list(let entries)? = log["entries"], case .map(let entry)? = entries.first,
      case .map(let request)? = entry["request"], case .map(let response)? = entry["response"],
      case .map(let timings)? = entry["timings"]
    else {
      Issue.record("not an archive: \(text)")
      return
    }
    #expect(log["version"] == .string("1.2"))
    #expect(entries.count == 1)
    #expect(request["url"] == .string("https://dummyjson.com/user/me?api_key=******"))
    #expect(response["status"] == .int(200))
    #expect(timings.keys.elements == ["blocked", "dns", "connect", "ssl", "send", "wait", "receive"])
    var status = stat()
    #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o600)
  }

  @Test("--har refuses a place that cannot be written before anything is sent")
  func unwritable() throws {
    let origin = try #require(Origin())
    let output = run(["--har", origin.folder + "/none/run.har"], in: origin)
    #expect(output.exitCode == 2)
    #expect(output.stderr.contains("cannot write"))
    #expect(origin.requests.isEmpty)
  }
}
