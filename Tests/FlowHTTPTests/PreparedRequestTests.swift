import FlowTasks
import Pebble
import Testing

@testable import FlowHTTP

@Suite("Prepared request")
struct PreparedRequestTests {
  private func prepare(_ properties: ValueMap) throws -> PreparedRequest {
    try RequestTask(RenderedProperties(properties), transport: TaskRunner.transport).prepared()
  }

  private func failure(_ properties: ValueMap) -> HTTPTaskError.Kind? {
    do {
      _ = try prepare(properties)
      return nil
    } catch {
      return (error as? HTTPTaskError)?.kind
    }
  }

  @Test("is the same for the same task")
  func equality() throws {
    let properties: ValueMap = [
      "uri": .string("http://h/"), "method": .string("POST"), "contentType": .string("multipart/form-data"),
      "formData": .map(["a": .int(1)]),
    ]
    var expected = PreparedRequest(method: "POST", uri: try RequestURI(LabelledText("http://h/")))
    expected.headers = [try HeaderField("User-Agent", "Apus/0.1.0")]
    expected.body = .multipart([FormPart("a", .text(LabelledText("1"), contentType: "text/plain"))])
    #expect(try prepare(properties) == expected)
    #expect(try prepare(properties) == prepare(properties))
  }

  @Test(
    "has an address fit for the wire",
    arguments: [
      ("http://h/a b?q=c d", "http://h/a%20b?q=c%20d"), ("http://h/é/€?ü", "http://h/%C3%A9/%E2%82%AC?%C3%BC"),
      ("http://h/%2F?a=b+c&d=%20", "http://h/%2F?a=b+c&d=%20"), ("https://[::1]:8443/x", "https://[::1]:8443/x"),
    ])
  func addresses(_ written: String, _ sent: String) throws {
    #expect(try prepare(["uri": .string(written)]).uri.text.revealed == sent)
  }

  @Test(
    "refuses an address with a fault, and says where",
    arguments: [
      ("http://h/{x}", "Illegal character in path at index 9"),
      ("http://h/?q=\"x\"", "Illegal character in query at index 12"),
      ("http://h/x\n", "Illegal character in path at index 10"),
      ("http://h/%zz", "Malformed escape pair at index 9"), ("", "The uri is empty"),
      ("/path", "Target host is not specified"), ("http://h:99999/", "The host or port is not valid"),
    ])
  func badAddresses(_ uri: String, _ reason: String) {
    guard case .invalidURI(_, let found)? = failure(["uri": .string(uri)]) else {
      Issue.record("no error")
      return
    }
    #expect(found == reason)
  }

  @Test("refuses other schemes and passwords in the address")
  func schemes() {
    for scheme in ["file", "ftp", "gopher", "unix", "kestra"] {
      #expect(failure(["uri": .string("\(scheme)://h/x")]) == .unsupportedScheme(scheme: scheme))
    }
    #expect(failure(["uri": .string("http://u:p@h/")]) == .userInfoInURI)
  }

  @Test("refuses methods and headers that could end the line early")
  func injection() {
    for method in ["GET / HTTP/1.1\r\nX: y", "", "G T", "GÉT"] {
      #expect(failure(["uri": .string("http://h/"), "method": .string(method)]) == .invalidMethod)
    }
    for value in ["a\r\nX: y", "a\nb", "a\0b", "a\u{1}"] {
      let kind = failure(["uri": .string("http://h/"), "headers": .map(["X-A": .string(value)])])
      #expect(kind == .invalidHeaderValue(name: "X-A"))
    }
    #expect(failure(["uri": .string("http://h/"), "headers": .map(["X A": .string("")])]) == .invalidHeaderName)
    let twice: Value = .map(["A": .string("1"), "a": .string("2")])
    #expect(failure(["uri": .string("http://h/"), "headers": twice]) == .duplicateHeader(name: "a"))
    #expect(failure(["uri": .string("http://h/"), "contentType": .string("a\r\nX: y")]) == .invalidContentType)
  }

  @Test("adds params behind the query, escaped")
  func params() throws {
    let request = try prepare([
      "uri": .string("http://h/?a=b+c#f"),
      "params": .map(["k y": .string("v+/&é"), "l": .list([.int(1), .int(2)])]),
    ])
    #expect(request.uri.text.revealed == "http://h/?a=b+c&k%20y=v%2B%2F%26%C3%A9&l=1&l=2#f")
  }

  @Test("url-encodes a form in UTF-8, whatever the content type says")
  func form() throws {
    let request = try prepare([
      "uri": .string("http://h/"), "method": .string("POST"), "contentType": .string("image/jpeg"),
      "formData": .map([
        "user": .map(["file": .string("my-image.jpeg"), "url": .string("kestra:///a/b")]), "é": .string("a b"),
        "list": .list([.int(1), .bool(true)]),
      ]),
    ])
    let text = "user=%7Bfile%3Dmy-image.jpeg%2C+url%3Dkestra%3A%2F%2F%2Fa%2Fb%7D&%C3%A9=a+b&list=%5B1%2C+true%5D"
    #expect(request.body == .bytes(Array(text.utf8)))
    #expect(request.headers.first?.value.revealed == "application/x-www-form-urlencoded; charset=UTF-8")
  }

  @Test("takes the older flat options where the present ones say nothing")
  func legacyOptions() throws {
    let flat = try prepare([
      "uri": .string("http://h/"),
      "options": .map([
        "connectTimeout": .string("PT1M"), "readTimeout": .string("PT30S"), "readIdleTimeout": .string("PT10M"),
        "connectionPoolIdleTimeout": .string("PT10S"), "basicAuthUser": .string("u"),
        "basicAuthPassword": .secret(Secret(.string("p"))), "proxyType": .string("SOCKS"),
        "proxyAddress": .string("proxy"), "proxyPort": .int(1080),
      ]),
    ])
    #expect(flat.connection.connectTimeout == .seconds(60))
    #expect(flat.connection.idleTimeout == .seconds(30))
    #expect(flat.connection.proxy == ProxySettings(.socks, host: "proxy", port: 1080))
    let password = LabelledText(revealed: "p", masked: Secret.mask)
    #expect(flat.authentication == .basic(username: LabelledText("u"), password: password))
    let both = try prepare([
      "uri": .string("http://h/"),
      "options": .map([
        "readTimeout": .string("PT30S"), "timeout": .map(["readIdleTimeout": .string("PT5S")]),
        "basicAuthUser": .string("u"), "auth": .map(["type": .string("BEARER"), "token": .string("t")]),
      ]),
    ])
    #expect(both.connection.idleTimeout == .seconds(5))
    #expect(both.authentication == nil)
    #expect(both.headers.contains { $0.name == "Authorization" && $0.value.revealed == "Bearer t" })
  }

  @Test("keeps the secrets of an address out of sight")
  func masking() throws {
    let uri = Value.secret(Secret(.string("http://h/?k=hunter2 x"), masked: "http://h/?k=****** x"))
    let request = try prepare(["uri": uri])
    #expect(request.uri.text.revealed == "http://h/?k=hunter2%20x")
    #expect("\(request.uri)" == "http://h/?k=******%20x")
    #expect(request.uri.origin.shownHost == "h")
  }
}
