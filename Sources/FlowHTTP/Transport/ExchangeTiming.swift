/// Where the time of one exchange went, and over what it ran. Phases follow each other; one that was not needed, as
/// everything before `send` on a connection used before, is zero.
public struct ExchangeTiming: Hashable, Sendable {
  /// Waiting for a free place among the transfers.
  public var queued: Duration = .zero
  /// Finding the host's addresses.
  public var nameLookup: Duration = .zero
  /// Connecting, through a proxy where there is one.
  public var connect: Duration = .zero
  /// The TLS handshake.
  public var tls: Duration = .zero
  /// Handing over the request with its body.
  public var send: Duration = .zero
  /// From then to the first byte of the answer.
  public var wait: Duration = .zero
  /// From then to the last byte.
  public var receive: Duration = .zero

  /// Whether the connection had carried another exchange before.
  public var isReused = false
  /// `HTTP/1.1` or `HTTP/2`; empty before an answer came.
  public var protocolVersion = ""
  /// `TLSv1.3`, say; `nil` without TLS.
  public var tlsVersion: String?
  /// The address and port connected to, a proxy's where there is one; `nil` without a connection.
  public var remoteAddress: String?

  /// All that was sent of the request, its head included.
  public var requestBytes: Int64 = 0
  /// All that was received, heads included, as it came over the wire: compressed.
  public var responseBytes: Int64 = 0
  /// The answer's body after decompression.
  public var decodedBytes: Int64 = 0

  public init() {}

  public var total: Duration {
    phases.reduce(.zero) { $0 + $1.duration }
  }

  /// The phases in their order, under the names that outputs use.
  public var phases: [(name: String, duration: Duration)] {
    [
      ("queued", queued), ("dns", nameLookup), ("connect", connect), ("tls", tls), ("send", send), ("wait", wait),
      ("receive", receive),
    ]
  }
}
