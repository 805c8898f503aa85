import FlowModel
import FlowTasks
import Pebble

/// One task's talk with its server: sends, follows redirects, repeats where `options.retry` says so, writes the log and
/// counts.
struct Conversation {
  private let request: PreparedRequest
  private let options: HTTPOptions
  private let context: RunContext
  private let pacing: Pacing
  /// What was sent.
  let report = ExchangeReport()

  init(_ request: PreparedRequest, options: HTTPOptions, context: RunContext, pacing: Pacing = .system) {
    self.request = request
    self.options = options
    self.context = context
    self.pacing = pacing
  }

  /// Whether the request was sent more than once and the flow wants that to be a warning.
  var isWarning: Bool {
    options.retry?.isWarning == true && report.records.contains { $0.attempt > 1 }
  }

  /// - Parameters:
  ///   - terms: makes what one sending may use, so that a file begins anew with each.
  ///   - adapt: changes the request before a repetition.
  ///   - repeats: whether an answer is to be asked for again although no rule of the flow says so.
  /// - Throws: ``HTTPTaskError``, or what ``ExchangeMarks`` throws.
  func run(
    over transport: any HTTPTransport, adapt: (PreparedRequest) -> PreparedRequest = { $0 },
    repeats: (HTTPExchange) -> Bool = { _ in false },
    terms: () throws(HTTPTaskError) -> ExchangeTerms
  ) async throws -> HTTPExchange {
    for warning in request.warnings { context.log(.warn, warning) }
    var machine = RetryMachine(options.retry?.schedule ?? .once)
    let began = pacing.now()
    var waited = Duration.zero
    while true {
      machine.sending()
      let request = machine.attempts == 1 ? request : adapt(request)
      var outcome: Result<HTTPExchange, HTTPTaskError>
      do {
        outcome = .success(
          try await exchange(request, over: transport, attempt: machine.attempts, waited: waited, terms: terms))
      } catch let error as HTTPTaskError {
        outcome = .failure(error)
      }
      let elapsed = began.elapsed(until: pacing.now())
      let asksAgain = if case .success(let exchange) = outcome { repeats(exchange) } else { false }
      switch machine.afterFailure(
        isRetryable: asksAgain || isRetryable(outcome), elapsed: elapsed, retryAfter: retryAfter(outcome),
        random: pacing.random())
      {
      case .stop: return try outcome.get()
      case .stopAsked(let pause):
        context.log(.warn, "Not sent again: the server asks for a pause of \(pause), which is too long")
        return try outcome.get()
      case .retry(let pause):
        context.log(
          .warn, "Attempt \(machine.attempts) failed (\(Conversation.reason(outcome))): sent again in \(pause)")
        waited = pause
        do {
          try await pacing.sleep(pause)
        } catch {
          throw HTTPTaskError(.cancelled)
        }
      }
    }
  }

  /// One sending with its redirects.
  private func exchange(
    _ request: PreparedRequest, over transport: any HTTPTransport, attempt: Int, waited: Duration,
    terms: () throws(HTTPTaskError) -> ExchangeTerms
  ) async throws -> HTTPExchange {
    let chain = RedirectingExchange(log: context.log)
    return try await chain.run(request) { request, hop in
      try await context.exchangeMarks.aboutToSend(isRepeatable: request.isRepeatable)
      var record = ExchangeRecord(
        attempt: attempt, hop: hop, method: request.method, uri: request.uri.text, timing: ExchangeTiming(),
        waited: hop == 0 ? waited : .zero)
      do {
        var own = try terms()
        own.label = ExchangeLabel(taskID: context.identity.taskID, attempt: attempt, hop: hop)
        let exchange = try await transport.send(request, with: own)
        context.exchangeMarks.headersReceived()
        record.status = exchange.status
        record.timing = exchange.timing
        report.add(record)
        ExchangeMetrics(record: context.metrics).count(request, exchange)
        ExchangeLog(parts: options.logged, log: context.log).write(request, exchange)
        return exchange
      } catch let error as HTTPTaskError {
        record.failure = error.description
        record.timing = error.timing ?? ExchangeTiming()
        report.add(record)
        ExchangeMetrics(record: context.metrics).count(request, error)
        throw error
      }
    }
  }

  private func isRetryable(_ outcome: Result<HTTPExchange, HTTPTaskError>) -> Bool {
    switch outcome {
    case .success(let exchange):
      !options.acceptance.allows(exchange.status) && options.retryRules.retries(request.method, status: exchange.status)
    case .failure(let error): options.retryRules.retries(request.method, after: error)
    }
  }

  private func retryAfter(_ outcome: Result<HTTPExchange, HTTPTaskError>) -> Duration? {
    guard case .success(let exchange) = outcome else { return nil }
    return RetryAfter.pause(exchange.headers, now: pacing.now())
  }

  private static func reason(_ outcome: Result<HTTPExchange, HTTPTaskError>) -> String {
    switch outcome {
    case .success(let exchange): "status \(exchange.status)"
    case .failure(let error): error.description
    }
  }

  /// What the log says of a status that is no success. Line breaks of the body are shown as escapes.
  static func failure(_ status: Int, body: String?) -> LabelledText {
    let start = "Failed http request with response code '\(status)'"
    guard let body, !body.isEmpty else { return LabelledText(start) }
    let shown = body.printable
    return LabelledText("\(start) and body: \(shown)")
  }

  /// Runs a task's work, and gives what was sent to the outputs of a failure too.
  func reporting(_ work: () async throws -> Outputs) async throws -> Outputs {
    do {
      var outputs = try await work()
      outputs.values["exchange"] = report.value
      outputs.isWarning = outputs.isWarning || isWarning
      return outputs
    } catch let failure as TaskFailure {
      var outputs = failure.outputs
      outputs.values["exchange"] = report.value
      throw TaskFailure(failure.message, outputs: outputs)
    } catch let error as HTTPTaskError where error.kind != .cancelled {
      guard let value = report.value else { throw error }
      throw TaskFailure(LabelledText(error.description), outputs: Outputs(["exchange": value]))
    }
  }
}

extension Instant {
  fileprivate func elapsed(until later: Instant) -> Duration {
    let (seconds, overflow) = later.seconds.subtractingReportingOverflow(seconds)
    guard !overflow, seconds >= 0 else { return .zero }
    return .seconds(seconds) + .nanoseconds(Int64(later.nanoseconds) - Int64(nanoseconds))
  }
}
