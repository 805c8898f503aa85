import Pebble

/// A transport that shows each exchange to somebody, after it ended.
public struct WatchedTransport: HTTPTransport {
  private let next: any HTTPTransport
  private let pacing: Pacing
  private let watch: @Sendable (WatchedExchange) -> Void

  /// - Parameter watch: called by whichever task sent; must return soon.
  public init(
    _ next: any HTTPTransport, pacing: Pacing = .system, watch: @escaping @Sendable (WatchedExchange) -> Void
  ) {
    self.next = next
    self.pacing = pacing
    self.watch = watch
  }

  public func send(
    _ request: PreparedRequest, with terms: ExchangeTerms
  ) async throws(HTTPTaskError) -> HTTPExchange {
    let began = pacing.now()
    do throws(HTTPTaskError) {
      let exchange = try await next.send(request, with: terms)
      watch(WatchedExchange(label: terms.label, began: began, request: request, outcome: .success(exchange)))
      return exchange
    } catch {
      watch(WatchedExchange(label: terms.label, began: began, request: request, outcome: .failure(error)))
      throw error
    }
  }
}

/// One exchange as it ended.
public struct WatchedExchange: Sendable {
  public let label: ExchangeLabel
  public let began: Instant
  public let request: PreparedRequest
  public let outcome: Result<HTTPExchange, HTTPTaskError>

  public init(
    label: ExchangeLabel, began: Instant, request: PreparedRequest, outcome: Result<HTTPExchange, HTTPTaskError>
  ) {
    self.label = label
    self.began = began
    self.request = request
    self.outcome = outcome
  }

  public var timing: ExchangeTiming {
    switch outcome {
    case .success(let exchange): exchange.timing
    case .failure(let error): error.timing ?? ExchangeTiming()
    }
  }
}
