import FlowModel
import FlowStore
import FlowTasks
import Pebble
import Synchronization

@testable import FlowAWS
@testable import FlowHTTP

/// Runs Download tasks as the engine would.
struct S3Runner {
  let storage = InMemoryFileStorage()
  let metrics = Recorded()
  var transport: any HTTPTransport = S3Runner.curl
  var environment: [String: String] = [:]

  private static let curl = CurlTransport()

  final class Recorded: Sendable {
    let values = Mutex<[Metric]>([])
  }

  func run(_ properties: ValueMap) async throws -> ValueMap {
    let context = RunContext(
      identity: RunIdentity(
        namespace: "company.team", flowID: "flow", executionID: ExecutionID("execution"), taskID: "get_file",
        taskRunID: TaskRunID("run")),
      storage: storage, log: RunLog { _, _ in },
      metrics: MetricRecorder { [metrics] metric in metrics.values.withLock { $0.append(metric) } },
      progress: ProgressReporter { _ in }, encryption: nil)
    guard let task = AWSTasks.registrations(transport: transport, environment: environment).first else { return [:] }
    return try await task.make(RenderedProperties(properties)).run(in: context).values
  }

  func failure(_ properties: ValueMap) async -> String {
    do {
      return "no failure: \(try await run(properties))"
    } catch {
      return "\(error)"
    }
  }
}

/// A transport that gives one answer and keeps what it was asked.
final class ScriptedTransport: HTTPTransport {
  let requests = Mutex<[PreparedRequest]>([])
  private let exchange: HTTPExchange
  private let body: [UInt8]

  init(status: Int, headers: [(String, String)] = [], body: String = "") {
    var fields = ResponseHeaders()
    for (name, value) in headers { fields.add(name, value) }
    exchange = HTTPExchange(status: status, headers: fields)
    self.body = Array(body.utf8)
  }

  func send(_ request: PreparedRequest, with terms: ExchangeTerms) async throws(HTTPTaskError) -> HTTPExchange {
    requests.withLock { $0.append(request) }
    if case .opened(let open) = terms.sink {
      let file = try open(ResponseStart(status: exchange.status, headers: exchange.headers))
      do throws(StorageError) {
        try file.write(contentsOf: body)
      } catch {
        throw HTTPTaskError(.storage(error))
      }
    }
    return exchange
  }
}
