import HTTPTypes
import Hummingbird
import NIOCore
import Pebble

/// Answers each request of a connection: gate, route, answer, and the fields that every answer has.
struct APIResponder: HTTPResponder {
  struct Context: InitializableFromSource {
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
      channel = source.channel
    }
  }

  let gate: Gate
  let meter: RequestMeter
  let audit: AuditLog

  func respond(to request: Request, context: Context) async -> Response {
    let start = ContinuousClock().now
    let id = RequestName.make()
    var isHead = false
    var routeName = "none"
    var path = ""
    var answer: APIResponse
    do {
      let target = Self.target(of: request.head)
      path = String(target.path)
      let asked = try Self.request(request, id: id, path: path, query: target.query)
      isHead = asked.method == "HEAD"
      let address = context.channel.remoteAddress?.ipAddress ?? ""
      let (route, admitted) = try await gate.admit(asked, raw: request.head, address: address)
      routeName = route.name
      do {
        answer = try await route.handler(admitted)
        audit.note(route, admitted, address: address, status: answer.status)
      } catch {
        let error = APIError(error)
        audit.note(route, admitted, address: address, status: error.status)
        throw error
      }
    } catch {
      answer = APIError(error).response(path: path, requestID: id)
    }
    meter.note(route: routeName, status: answer.status, duration: ContinuousClock().now - start)
    return Self.response(answer, id: id, isHead: isHead, channel: context.channel)
  }

  private static func target(of head: HTTPRequest) -> (path: Substring, query: Substring) {
    let text = (head.path ?? "")[...]
    guard let mark = text.firstIndex(of: "?") else { return (text, "") }
    return (text[..<mark], text[text.index(after: mark)...])
  }

  private static func request(
    _ request: Request, id: String, path: String, query: Substring
  ) throws(APIError) -> APIRequest {
    let fields = request.headers
    let announced = fields[.contentLength].flatMap { Int($0) }
    let hasBody = announced ?? 0 > 0 || fields[.transferEncoding] != nil
    let content = RequestContent(
      request.body, mediaField: fields[.contentType] ?? "", announced: hasBody ? announced : 0)
    return APIRequest(
      id: id, method: request.method.rawValue, path: path, query: try QueryParameters(query), content: content,
      host: request.head.authority ?? ""
    ) { name in HTTPField.Name(name).flatMap { fields[$0] } }
  }

  private static func response(_ answer: APIResponse, id: String, isHead: Bool, channel: any Channel) -> Response {
    var fields = HTTPFields()
    for header in SecurityHeaders.always { fields.set(header.name, header.value) }
    for header in answer.headers { fields.set(header.name, header.value) }
    if !answer.headers.contains(where: { $0.name.lowercased() == "cache-control" }) {
      fields.set(SecurityHeaders.noStore.name, SecurityHeaders.noStore.value)
    }
    fields.set("X-Request-Id", id)
    if answer.closesConnection { fields.set("Connection", "close") }
    return Response(
      status: .init(code: answer.status), headers: fields, body: body(of: answer, isHead: isHead, channel: channel))
  }

  private static func body(of answer: APIResponse, isHead: Bool, channel: any Channel) -> ResponseBody {
    switch answer.content {
    case .none: return ResponseBody()
    case .bytes(let bytes):
      guard answer.closesConnection || isHead else { return ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)) }
      return ResponseBody(contentLength: bytes.count) { writer in
        if !isHead { try await writer.write(ByteBuffer(bytes: bytes)) }
        try await writer.finish(nil)
        guard answer.closesConnection else { return }
        channel.close(mode: .output, promise: nil)
        // The client may still be sending: what it sends is read for a moment, so that it sees the answer.
        channel.eventLoop.scheduleTask(in: .seconds(2)) { channel.close(promise: nil) }
      }
    case .stream(let length, let make):
      return ResponseBody(contentLength: length) { writer in
        let sink = BodySink(writer)
        guard !isHead else { return try await sink.finish() }
        var open = sink
        try await make(&open)
        try await open.finish()
      }
    }
  }
}

extension HTTPFields {
  fileprivate mutating func set(_ name: String, _ value: String) {
    guard let name = HTTPField.Name(name) else { return }
    self[name] = value
  }
}
