import FlowTasks

/// What is counted of each exchange: Kestra's counters, and the times of its phases.
struct ExchangeMetrics {
  let record: MetricRecorder

  func count(_ request: PreparedRequest, _ exchange: HTTPExchange) {
    let tags = tags(request, code: "\(exchange.status)")
    let measures = exchange.measures
    if request.method != "HEAD" && exchange.status != 204 && exchange.status != 304 {
      record(Metric(.counter, "response.length", Double(measures.announcedLength), tags: tags))
    }
    record(Metric(.counter, "request.count", 1, tags: tags))
    record(Metric(.counter, "request.bytes", Double(measures.requestBytes), tags: tags))
    record(Metric(.counter, "response.bytes", Double(measures.responseBytes), tags: tags))
    record(Metric(.counter, "response.count", 1, tags: tags))
    time(exchange.timing, tags: tags)
  }

  /// A request that got no whole answer.
  func count(_ request: PreparedRequest, _ error: HTTPTaskError) {
    let tags = tags(request, code: nil)
    record(Metric(.counter, "request.count", 1, tags: tags))
    record(Metric(.counter, "request.failures", 1, tags: tags))
    if let timing = error.timing { time(timing, tags: tags) }
  }

  private func tags(_ request: PreparedRequest, code: String?) -> [String: String] {
    var tags = [
      "request.method": request.method,
      "request.scheme": request.uri.origin.scheme,
      "request.hostname": request.uri.origin.shownHost,
    ]
    if let code { tags["response.code"] = code }
    return tags
  }

  private func time(_ timing: ExchangeTiming, tags: [String: String]) {
    record(Metric(.timer, "request.duration", timing.total.inSeconds, tags: tags))
    for phase in timing.phases where phase.duration > .zero {
      let own = tags.merging(["phase": phase.name]) { $1 }
      record(Metric(.timer, "request.phase.duration", phase.duration.inSeconds, tags: own))
    }
  }
}
