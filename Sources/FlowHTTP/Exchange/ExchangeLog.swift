import FlowModel
import FlowTasks
import Pebble

/// Writes the parts of an exchange that `options.logs` names. Credentials and cookies are masked even where they carry no label.
struct ExchangeLog {
  /// How much of a body is shown.
  static let bodyLimit = 16 * 1024

  let parts: Set<HTTPLogPart>
  let log: RunLog

  func write(_ request: PreparedRequest, _ exchange: HTTPExchange) {
    log(.debug, "Request '\(request.uri)' with the response code '\(exchange.status)'")
    if parts.contains(.requestHeaders) {
      log(.debug, "request:\n    \(request.method) \(request.uri)")
      let lines = request.headers.map { "\n    \($0.name): \($0.isCredential ? masked($0) : $0.value.masked)" }
      log(.debug, "request headers:" + lines.joined())
    }
    if parts.contains(.requestBody) { log(.trace, "request payload:\n    " + payload(of: request.body)) }
    if parts.contains(.responseHeaders) {
      log(.debug, "response:\n    \(exchange.status)")
      var text = "response headers:"
      for name in exchange.headers.names {
        for value in exchange.headers[name] {
          text += "\n    \(name): \(name == "set-cookie" ? Secret.mask : value)"
        }
      }
      log(.debug, text)
    }
    if parts.contains(.responseBody) { log(.trace, "response payload:\n    " + shown(exchange.body)) }
  }

  private func masked(_ field: HeaderField) -> String {
    field.value.isSecret || field.isNamed("Host") ? field.value.masked : Secret.mask
  }

  private func payload(of body: RequestBody) -> String {
    switch body {
    case .none: "payload: null"
    case .bytes(let bytes, let isSecret): isSecret ? Secret.mask : shown(bytes)
    case .multipart(let parts):
      parts.map { part in
        switch part.content {
        case .text(let text, _): "\(part.name.printable)=\(text.masked)"
        case .file(let uri, _): "\(part.name.printable)=\(uri)"
        }
      }.joined(separator: "\n    ")
    }
  }

  private func shown(_ body: [UInt8]) -> String {
    body.isEmpty ? "payload: null" : String(decoding: body.prefix(ExchangeLog.bodyLimit), as: UTF8.self)
  }
}
