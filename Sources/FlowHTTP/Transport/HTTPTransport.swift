import FlowStore
import FlowTasks

/// Sends one request and takes its answer. Redirects are the caller's: see ``RedirectingExchange``.
public protocol HTTPTransport: Sendable {
  /// Cancelling the Swift task ends the transfer at once, with ``HTTPTaskError/Kind/cancelled``.
  func send(_ request: PreparedRequest, with terms: ExchangeTerms) async throws(HTTPTaskError) -> HTTPExchange
}

/// What one exchange may use of the world.
public struct ExchangeTerms: Sendable {
  /// Where files of the request's body are read.
  public var storage: (any FileStorage)?
  public var sink: ResponseSink
  public var progress: ProgressReporter
  /// Whose exchange it is, for those who watch.
  public var label = ExchangeLabel()

  public init(
    storage: (any FileStorage)? = nil, sink: ResponseSink, progress: ProgressReporter = ProgressReporter { _ in }
  ) {
    self.storage = storage
    self.sink = sink
    self.progress = progress
  }
}

/// Says to a watcher of the transport what an exchange belongs to.
public struct ExchangeLabel: Hashable, Sendable {
  public var taskID: String?
  /// From 1; a repetition by `options.retry` counts on.
  public var attempt: Int
  /// From 0; each redirect counts on.
  public var hop: Int

  public init(taskID: String? = nil, attempt: Int = 1, hop: Int = 0) {
    self.taskID = taskID
    self.attempt = attempt
    self.hop = hop
  }
}

/// Where the bytes of an answer go, after they were decompressed.
public enum ResponseSink: Sendable {
  /// Kept, up to this many bytes; one more fails the exchange.
  case memory(limit: Int)
  /// Written as they come, to what this makes of the answer's start. The caller commits or cancels.
  case opened(@Sendable (ResponseStart) throws(HTTPTaskError) -> any StoredFileWriter)
  /// Handed over as they come, on the transport's own thread: quick work only. Giving `false` ends the exchange there,
  /// as a success.
  case chunks(@Sendable (ResponseStart, [UInt8]) throws(HTTPTaskError) -> Bool)
}

/// What is known of an answer before its body.
public struct ResponseStart: Hashable, Sendable {
  public var status: Int
  public var headers: ResponseHeaders

  public init(status: Int, headers: ResponseHeaders) {
    self.status = status
    self.headers = headers
  }
}

/// One request's answer.
public struct HTTPExchange: Hashable, Sendable {
  public var status: Int
  /// Names in lower case and sorted; values in the order of arrival.
  public var headers: ResponseHeaders
  /// Empty where the answer went to a file.
  public var body: [UInt8]
  /// How many decoded bytes the answer's body had.
  public var bodyLength: Int64
  public var measures: ExchangeMeasures
  public var timing = ExchangeTiming()
  /// The cookies known after this exchange, for the next hop.
  public var cookies: [String]

  public init(
    status: Int, headers: ResponseHeaders = ResponseHeaders(), body: [UInt8] = [], bodyLength: Int64 = 0,
    measures: ExchangeMeasures = ExchangeMeasures(), cookies: [String] = []
  ) {
    self.status = status
    self.headers = headers
    self.body = body
    self.bodyLength = bodyLength
    self.measures = measures
    self.cookies = cookies
  }
}

/// Sizes of one exchange on the wire, in bytes.
public struct ExchangeMeasures: Hashable, Sendable {
  public var requestBytes: Int64 = 0
  public var responseBytes: Int64 = 0
  /// The announced length of the body; -1 where none was.
  public var announcedLength: Int64 = -1

  public init() {}
}
