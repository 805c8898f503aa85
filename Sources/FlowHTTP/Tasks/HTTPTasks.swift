import FlowTasks

/// The HTTP task types.
public enum HTTPTasks {
  /// The released version, as servers see it.
  public static let version = "0.1.0"
  static let userAgent = "Apus/" + version

  public static func registrations(transport: any HTTPTransport) -> [RegisteredTask] {
    [
      RegisteredTask(RequestTask.self) { try RequestTask($0, transport: transport) },
      RegisteredTask(DownloadTask.self) { try DownloadTask($0, transport: transport) },
      RegisteredTask(SlackIncomingWebhookTask.self) { try SlackIncomingWebhookTask($0, transport: transport) },
      RegisteredTask(SseRequestTask.self) { try SseRequestTask($0, transport: transport) },
    ]
  }
}
