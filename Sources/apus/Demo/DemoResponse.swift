import Pebble

/// What the demo endpoint answers.
///
/// | path | answer |
/// |---|---|
/// | `/status/N` | status N, nothing else |
/// | `/quote` | a fixed JSON object |
/// | any other | the request as JSON: method, path, headers and body |
struct DemoResponse {
  let status: Int
  let bytes: [UInt8]

  init(to request: DemoRequest) {
    let path = request.target.split(separator: "?", maxSplits: 1).first ?? ""
    let body: String
    if path.hasPrefix("/status/"), let code = Int(path.dropFirst("/status/".count)), (200...599).contains(code) {
      status = code
      body = ""
    } else if path == "/quote" {
      status = 200
      body = JSON.text(of: .map(["symbol": .string("APUS"), "price": .double(42.5), "currency": .string("EUR")]))
    } else {
      status = 200
      body = JSON.text(
        of: .map([
          "method": .string(request.method),
          "path": .string(request.target),
          "headers": .map(ValueMap(uniqueKeysWithValues: request.headers.map { ($0.key, .string($0.value)) })),
          "body": .string(String(decoding: request.body, as: UTF8.self)),
        ]))
    }
    let head = """
      HTTP/1.1 \(status) \(status < 400 ? "OK" : "Error")\r
      Content-Type: application/json\r
      Content-Length: \(body.utf8.count)\r
      Connection: close\r
      \r

      """
    // The literal's own line end closes the head; what follows is the body.
    bytes = Array(head.utf8) + Array(body.utf8)
  }
}
