import FlowHTTP
import FlowTasks
import Glibc
import Pebble

/// The task types of Kestra's AWS plugin that run here.
public enum AWSTasks {
  /// - Parameters:
  ///   - transport: sends the requests.
  ///   - environment: the variables that stand in for credentials (`AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`,
  ///     `AWS_SESSION_TOKEN`) and region (`AWS_REGION`, `AWS_DEFAULT_REGION`) where a flow gives none.
  public static func registrations(
    transport: any HTTPTransport, environment: [String: String]
  ) -> [RegisteredTask] {
    [
      RegisteredTask(S3Download.self) { properties in
        try S3Download(properties, transport: transport, environment: environment, now: currentTime)
      }
    ]
  }

  private static func currentTime() -> Instant {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    return Instant(seconds: Int64(now.tv_sec), nanoseconds: Int32(now.tv_nsec))
  }
}
