import FlowStore
import Pebble
import Synchronization
import Testing

@testable import FlowHTTP

@Suite("Download task")
struct DownloadTaskTests {
  private func properties(_ uri: String, _ more: ValueMap = [:]) -> ValueMap {
    var properties: ValueMap = [
      "uri": .string(uri),
      "options": .map(["retry": .map(["type": .string("constant"), "maxAttempts": .int(3)])]),
    ]
    for (name, value) in more { properties[name] = value }
    return properties
  }

  /// `abcdef` that breaks after `abc`, with these headers.
  private static func broken(_ headers: [String]) -> ScriptedServer.Reply {
    let lines = ["HTTP/1.1 200 OK", "Content-Length: 6"] + headers
    return .text(lines.joined(separator: "\r\n") + "\r\n\r\nabc")
  }

  @Test("A11: goes on where the transfer broke, with Range and If-Range, when the validator is strong")
  func resume() async throws {
    let server = ScriptedServer {
      $0.header("Range") == nil
        ? Self.broken(["ETag: \"v1\""])
        : .answer("206 Partial", ["Content-Range: bytes 3-5/6", "ETag: \"v1\""], "def")
    }
    let runner = TaskRunner()
    let sum = "sha256:bef57ec7f53a6d40beb640a780a639c83bc29ac8a9816f1fc6c5c6dcd93c4721"
    let outputs = try await runner.download(properties(server.uri("/a.txt"), ["checksum": .string(sum)]))
    #expect(try runner.contents(of: outputs["uri"]) == "abcdef")
    #expect(outputs["length"] == .int(6))
    #expect(outputs["code"] == .int(200))
    #expect(server.requests.map { $0.header("Range") } == [nil, "bytes=3-"])
    #expect(server.requests.last?.header("If-Range") == "\"v1\"")
    #expect(server.requests.last?.header("Accept-Encoding") == nil)
  }

  @Test("goes on by a date that is old enough")
  func resumeByDate() async throws {
    let dates = ["Last-Modified: Thu, 01 Jan 2026 00:00:00 GMT", "Date: Thu, 01 Jan 2026 00:05:00 GMT"]
    let server = ScriptedServer {
      $0.header("Range") == nil
        ? Self.broken(dates) : .answer("206 Partial", ["Content-Range: bytes 3-5/6"] + dates, "def")
    }
    let runner = TaskRunner()
    let outputs = try await runner.download(properties(server.uri()))
    #expect(try runner.contents(of: outputs["uri"]) == "abcdef")
    #expect(server.requests.last?.header("If-Range") == "Thu, 01 Jan 2026 00:00:00 GMT")
  }

  @Test(
    "begins anew where nothing vouches for the rest",
    arguments: [
      [], ["ETag: W/\"v1\""], ["ETag: \"v1\"", "Accept-Ranges: none"],
      ["Last-Modified: Thu, 01 Jan 2026 00:00:00 GMT", "Date: Thu, 01 Jan 2026 00:00:30 GMT"],
    ])
  func anew(_ headers: [String]) async throws {
    let sendings = Mutex(0)
    let server = ScriptedServer { _ in
      let number = sendings.withLock { count in
        count += 1
        return count
      }
      return number == 1 ? Self.broken(headers) : .answer("200 OK", [], "ABCDEF")
    }
    let runner = TaskRunner()
    let outputs = try await runner.download(properties(server.uri()))
    #expect(try runner.contents(of: outputs["uri"]) == "ABCDEF")
    #expect(server.requests.map { $0.header("Range") } == [nil, nil])
  }

  @Test(
    "takes a new file, a wrong range, another version and 416 for what they are",
    arguments: [
      ("200 OK", ["ETag: \"v2\""], "ghijkl", "ghijkl"),
      ("206 Partial", ["Content-Range: bytes 2-5/6", "ETag: \"v1\""], "cdef", "abcdef!"),
      ("206 Partial", ["Content-Range: bytes 3-6/7", "ETag: \"v1\""], "defg", "abcdef!"),
      ("206 Partial", ["Content-Range: bytes 3-5/6", "ETag: \"v2\""], "xyz", "abcdef!"),
      ("206 Partial", [], "def", "abcdef!"),
      ("416 No", ["Content-Range: bytes */2"], "no", "abcdef!"),
      ("416 No", [], "", "abcdef!"),
    ])
  func otherAnswers(_ status: String, _ headers: [String], _ body: String, _ expected: String) async throws {
    let sendings = Mutex(0)
    let server = ScriptedServer { _ in
      let number = sendings.withLock { count in
        count += 1
        return count
      }
      switch number {
      case 1: return Self.broken(["ETag: \"v1\""])
      case 2: return .answer(status, headers, body)
      default: return .answer("200 OK", [], "abcdef!")
      }
    }
    let runner = TaskRunner()
    let outputs = try await runner.download(properties(server.uri()))
    #expect(try runner.contents(of: outputs["uri"]) == expected)
  }

  @Test("A11: leaves no file of a transfer that broke, and sends nothing again without a retry block")
  func broken() async throws {
    let server = ScriptedServer { _ in Self.broken(["ETag: \"v1\""]) }
    let runner = TaskRunner()
    let failure = await runner.failing { try await runner.download(["uri": .string(server.uri("/a.txt"))]) }
    #expect(failure?.message.masked.contains("is incomplete") == true)
    #expect(failure?.outputs.values["uri"] == nil)
    #expect(server.requests.count == 1)
  }

  @Test("fails without a file when the checksum is another")
  func checksum() async throws {
    let server = ScriptedServer { _ in .answer("200 OK", [], "abcdeX") }
    let runner = TaskRunner()
    let sum = "sha256:bef57ec7f53a6d40beb640a780a639c83bc29ac8a9816f1fc6c5c6dcd93c4721"
    let failure = await runner.failing {
      try await runner.download(["uri": .string(server.uri()), "checksum": .string(sum)])
    }
    #expect(failure?.message.masked.contains("The file's checksum is") == true)
    #expect(failure?.outputs.values["uri"] == nil)
  }

  @Test("shows the body of a failure and keeps no file of it")
  func status() async throws {
    let server = ScriptedServer { _ in .answer("404 Not Found", [], "no such file") }
    let runner = TaskRunner()
    let failure = await runner.failing { try await runner.download(["uri": .string(server.uri())]) }
    #expect(failure?.message.masked == "Failed http request with response code '404' and body: no such file")
    let allowed = try await runner.download([
      "uri": .string(server.uri()), "options": .map(["allowFailed": .bool(true)]),
    ])
    #expect(try runner.contents(of: allowed["uri"]) == "no such file")
  }

  @Test(
    "A39: takes names by RFC 6266, made safe",
    arguments: [
      ("attachment; filename=\"plain.txt\"", "plain.txt"), ("attachment; filename=plain.txt", "plain.txt"),
      ("attachment; filename*=UTF-8''foo.txt", "foo.txt"),
      ("attachment; filename=\"a.txt\"; filename*=UTF-8''%e2%82%ac%20rates.txt", "€ rates.txt"),
      ("attachment; filename*=utf-8'en'na%C3%AFve.csv; filename=x", "naïve.csv"),
      ("attachment; filename*=ISO-8859-1''na%EFve.csv", "naïve.csv"),
      ("attachment; filename=\"a;b=c.txt\"", "a;b=c.txt"), ("attachment; filename=\"a\\\"b.txt\"", "a\"b.txt"),
      ("attachment; filename=\"../../etc/passwd\"", "passwd"), ("attachment; filename=\"..\\\\..\\\\x.exe\"", "x.exe"),
      ("attachment; filename*=UTF-8''..%2F..%2Fetc%2Fshadow", "shadow"),
      ("inline; FILENAME=\"up.txt\"", "up.txt"), ("attachment; filename=\"a.txt\"; filename=\"b.txt\"", "a.txt"),
      ("attachment; filename*=UTF-8''%00%0Ax.txt", "__x.txt"),
      ("attachment; filename*=BAD''x; filename=ok.txt", "ok.txt"),
    ])
  func names(_ disposition: String, _ name: String) async throws {
    let server = ScriptedServer { _ in .answer("200 OK", ["Content-Disposition: \(disposition)"], "x") }
    let outputs = try await TaskRunner().download(["uri": .string(server.uri())])
    guard case .string(let uri)? = outputs["uri"] else {
      Issue.record("no uri")
      return
    }
    #expect(try StorageURI(uri).name == name)
    #expect(uri.hasPrefix("kestra:///company/team/flow/executions/execution/tasks/task/run/"))
  }

  @Test("makes a name with the address's extension, and saveAs stands before all")
  func madeNames() async throws {
    let server = ScriptedServer { _ in .answer("200 OK", ["Content-Disposition: attachment; filename="], "x") }
    let made = try await TaskRunner().download(["uri": .string(server.uri("/a.tar.gz?x=1.zip"))])
    #expect(made["uri"]?.text.hasSuffix(".gz") == true)
    let given = try await TaskRunner().download(["uri": .string(server.uri("/a")), "saveAs": .string("../my.csv")])
    #expect(given["uri"]?.text.hasSuffix("/.._my.csv") == true)
  }
}
