import FlowModel
import Pebble

/// One event of a `text/event-stream`.
struct StreamEvent: Hashable {
  var data: String
  var id: String?
  var name: String?
  var comment: String?
  var retry: Duration?

  /// As the task gives it out: data that is JSON as its value, what is missing left out.
  var value: Value {
    var values: ValueMap = ["data": (try? JSON.parse(data)) ?? .string(data)]
    if let id { values["id"] = .string(id) }
    if let name { values["name"] = .string(name) }
    if let comment { values["comment"] = .string(comment) }
    if let retry { values["retry"] = .string(ISODuration.text(of: retry)) }
    return .map(values)
  }
}

/// Cuts a stream of bytes into events (WHATWG HTML, section 9.2). Bytes may come in any pieces.
struct EventStreamParser {
  private var line: [UInt8] = []
  private var isAfterReturn = false
  private var isAtStart = true
  private var data: [String] = []
  private var id: String?
  private var name: String?
  private var comments: [String] = []
  private var retry: Duration?
  /// Bytes that wait for the end of their line or event.
  private(set) var pendingBytes = 0

  /// The events that end within these bytes. What is left at the end of the stream is no event.
  mutating func read(_ bytes: [UInt8]) -> [StreamEvent] {
    var events: [StreamEvent] = []
    for byte in bytes {
      if isAfterReturn && byte == UInt8(ascii: "\n") {
        isAfterReturn = false
        continue
      }
      isAfterReturn = byte == UInt8(ascii: "\r")
      if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
        if let event = endLine() { events.append(event) }
      } else {
        line.append(byte)
        pendingBytes += 1
      }
    }
    return events
  }

  private mutating func endLine() -> StreamEvent? {
    if isAtStart && line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
    isAtStart = false
    let text = String(decoding: line, as: UTF8.self)
    line.removeAll(keepingCapacity: true)
    guard !text.isEmpty else { return dispatch() }
    let colon = text.firstIndex(of: ":")
    let field = text[..<(colon ?? text.endIndex)]
    var value = colon.map { text[text.index(after: $0)...] } ?? ""
    if value.first == " " { value.removeFirst() }
    switch field {
    case "": comments.append(String(value))
    case "data": data.append(String(value))
    case "event": name = String(value)
    case "id" where !value.unicodeScalars.contains("\0"): id = String(value)
    case "retry":
      let isNumber = !value.isEmpty && value.utf8.allSatisfy { (0x30...0x39).contains($0) }
      if isNumber, let number = Int64(value), number <= 86_400_000 { retry = .milliseconds(number) }
    default: break
    }
    return nil
  }

  private mutating func dispatch() -> StreamEvent? {
    defer {
      data = []
      id = nil
      name = nil
      comments = []
      retry = nil
      pendingBytes = 0
    }
    guard !data.isEmpty else { return nil }
    return StreamEvent(
      data: data.joined(separator: "\n"), id: id, name: name,
      comment: comments.isEmpty ? nil : comments.joined(separator: "\n"), retry: retry)
  }
}
