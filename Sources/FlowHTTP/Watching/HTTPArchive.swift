import Pebble

/// Exchanges in the HTTP Archive format 1.2, as browsers' tools read it.
///
/// Labelled values, credentials and cookies are masked here; known secrets that a server echoed are the caller's to mask.
public enum HTTPArchive {
  /// A longer body is cut there, and says so.
  public static let bodyLimit = 1 << 20

  public static func document(_ entries: [Value], version: String) -> Value {
    .map([
      "log": .map([
        "version": .string("1.2"),
        "creator": .map(["name": .string("Apus"), "version": .string(version)]),
        "entries": .list(entries),
      ])
    ])
  }

  public static func entry(_ exchange: WatchedExchange) -> Value {
    let timing = exchange.timing
    var entry: ValueMap = [
      "startedDateTime": .string(date(exchange.began)),
      "time": .double(timing.total.milliseconds),
      "request": .map(request(exchange.request, timing)),
      "response": .map(response(exchange)),
      "cache": .map([:]),
      "timings": .map(timings(timing)),
    ]
    if let address = timing.remoteAddress, let colon = address.lastIndex(of: ":") {
      entry["serverIPAddress"] = .string(String(address[..<colon]).filter { $0 != "[" && $0 != "]" })
    }
    let task = exchange.label.taskID.map { "task \($0), " } ?? ""
    entry["comment"] = .string("\(task)attempt \(exchange.label.attempt), hop \(exchange.label.hop)")
    return .map(entry)
  }

  private static func request(_ request: PreparedRequest, _ timing: ExchangeTiming) -> ValueMap {
    var headers = request.headers.map { field in
      pair(field.name, field.isCredential && !field.isNamed("Host") ? Secret.mask : field.value.masked)
    }
    if request.authentication != nil { headers.append(pair("Authorization", Secret.mask)) }
    var values: ValueMap = [
      "method": .string(request.method), "url": .string(request.uri.text.masked),
      "httpVersion": .string(timing.protocolVersion), "cookies": .list([]), "headers": .list(headers),
      "queryString": .list(query(request.uri.text.masked)), "headersSize": .int(-1),
      "bodySize": .int(-1),
    ]
    let type = request.headers.first { $0.isNamed("Content-Type") }?.value.masked ?? ""
    switch request.body {
    case .none: values["bodySize"] = .int(0)
    case .bytes(let bytes, let isSecret):
      values["bodySize"] = .int(bytes.count)
      values["postData"] = .map([
        "mimeType": .string(type), "params": .list([]),
        "text": .string(isSecret ? Secret.mask : text(bytes) ?? "(binary)"),
      ])
    case .multipart(let parts):
      let params = parts.map { part -> Value in
        switch part.content {
        case .text(let text, _): pair(part.name, text.masked)
        case .file(let uri, let name):
          .map(["name": .string(part.name), "fileName": .string(name), "value": .string(uri.description)])
        }
      }
      values["postData"] = .map([
        "mimeType": .string("multipart/form-data"), "params": .list(params), "text": .string(""),
      ])
    }
    return values
  }

  private static func response(_ watched: WatchedExchange) -> ValueMap {
    guard case .success(let exchange) = watched.outcome else {
      var reason = ""
      if case .failure(let error) = watched.outcome { reason = error.description }
      // What browsers write for a request without an answer.
      return [
        "status": .int(0), "statusText": .string(""), "httpVersion": .string(""), "cookies": .list([]),
        "headers": .list([]), "content": .map(["size": .int(0), "mimeType": .string("x-unknown")]),
        "redirectURL": .string(""), "headersSize": .int(-1), "bodySize": .int(-1), "comment": .string(reason),
      ]
    }
    var headers: [Value] = []
    for name in exchange.headers.names {
      for value in exchange.headers[name] { headers.append(pair(name, name == "set-cookie" ? Secret.mask : value)) }
    }
    var content: ValueMap = [
      "size": .int(Int(clamping: exchange.bodyLength)),
      "mimeType": .string(exchange.headers["content-type"].last ?? "x-unknown"),
    ]
    if exchange.body.isEmpty {
      if exchange.bodyLength > 0 { content["comment"] = .string("kept as a file") }
    } else if let text = text(exchange.body) {
      content["text"] = .string(text)
    } else {
      content["comment"] = .string("binary body left out")
    }
    return [
      "status": .int(exchange.status), "statusText": .string(""),
      "httpVersion": .string(exchange.timing.protocolVersion), "cookies": .list([]), "headers": .list(headers),
      "content": .map(content), "redirectURL": .string(exchange.headers["location"].first ?? ""),
      "headersSize": .int(-1), "bodySize": .int(Int(clamping: exchange.timing.responseBytes)),
    ]
  }

  /// A phase that was not needed is -1 in this format; its `connect` includes the handshake.
  private static func timings(_ timing: ExchangeTiming) -> ValueMap {
    func optional(_ duration: Duration) -> Value { duration > .zero ? .double(duration.milliseconds) : .int(-1) }
    return [
      "blocked": optional(timing.queued), "dns": optional(timing.nameLookup),
      "connect": optional(timing.connect + timing.tls), "ssl": optional(timing.tls),
      "send": .double(timing.send.milliseconds), "wait": .double(timing.wait.milliseconds),
      "receive": .double(timing.receive.milliseconds),
    ]
  }

  private static func pair(_ name: String, _ value: String) -> Value {
    .map(["name": .string(name), "value": .string(value)])
  }

  private static func query(_ uri: String) -> [Value] {
    guard let mark = uri.firstIndex(of: "?") else { return [] }
    return uri[uri.index(after: mark)...].prefix { $0 != "#" }.split(separator: "&").map { field in
      let parts = field.split(separator: "=", maxSplits: 1).map(String.init)
      return pair(parts.first ?? "", parts.count > 1 ? parts[1] : "")
    }
  }

  private static func text(_ bytes: [UInt8]) -> String? {
    guard let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else { return nil }
    guard bytes.count > bodyLimit else { return text }
    return String(decoding: bytes.prefix(bodyLimit), as: UTF8.self) + "… (\(bytes.count) bytes, cut here)"
  }

  /// ISO 8601 in UTC with milliseconds, which is all that the format's readers take.
  private static func date(_ instant: Instant) -> String {
    let text = Value.instant(Instant(seconds: instant.seconds)).text
    let millis = String(Int(instant.nanoseconds) / 1_000_000 + 1000).dropFirst()
    let start = text.hasSuffix("Z") ? String(text.dropLast()) : text
    return "\(start.prefix(19)).\(millis)Z"
  }
}
