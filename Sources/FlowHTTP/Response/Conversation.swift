import FlowModel
import FlowTasks
import Pebble

/// One task's talk with its server: sends, follows redirects, writes the log and counts.
struct Conversation {
  private let request: PreparedRequest
  private let options: HTTPOptions
  private let context: RunContext

  init(_ request: PreparedRequest, options: HTTPOptions, context: RunContext) {
    self.request = request
    self.options = options
    self.context = context
  }

  func run(
    over transport: any HTTPTransport, terms: () throws(HTTPTaskError) -> ExchangeTerms
  ) async throws(HTTPTaskError) -> HTTPExchange {
    for warning in request.warnings { context.log(.warn, warning) }
    let chain = RedirectingExchange(transport: transport, log: context.log) { request, exchange in
      count(request, exchange)
      ExchangeLog(parts: options.logged, log: context.log).write(request, exchange)
    }
    return try await chain.run(request, terms: terms)
  }

  /// What the log says of a status that is no success. Line breaks of the body are shown as escapes.
  static func failure(_ status: Int, body: String?) -> LabelledText {
    let start = "Failed http request with response code '\(status)'"
    guard let body, !body.isEmpty else { return LabelledText(start) }
    let shown = body.printable
    return LabelledText("\(start) and body: \(shown)")
  }

  private func count(_ request: PreparedRequest, _ exchange: HTTPExchange) {
    let tags = [
      "request.method": request.method,
      "request.scheme": request.uri.origin.scheme,
      "request.hostname": request.uri.origin.shownHost,
      "response.code": "\(exchange.status)",
    ]
    let measures = exchange.measures
    let hasBody = request.method != "HEAD" && exchange.status != 204 && exchange.status != 304
    if hasBody {
      context.metrics(Metric(.counter, "response.length", Double(measures.announcedLength), tags: tags))
    }
    context.metrics(Metric(.counter, "request.count", 1, tags: tags))
    context.metrics(Metric(.counter, "request.bytes", Double(measures.requestBytes), tags: tags))
    context.metrics(Metric(.counter, "response.bytes", Double(measures.responseBytes), tags: tags))
    context.metrics(Metric(.counter, "response.count", 1, tags: tags))
  }
}
