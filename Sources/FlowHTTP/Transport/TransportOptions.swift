/// What holds for every request of a transport.
public struct TransportOptions: Hashable, Sendable {
  /// A PEM file of certificate authorities instead of the system's.
  public var caFile: String?
  /// `HOST:PORT:ADDRESS`: the address to use for a host, in curl's notation.
  public var resolve: [String] = []
  /// `HOST:PORT:HOST:PORT`: where to connect instead, in curl's notation.
  public var connectTo: [String] = []

  public init() {}
}
