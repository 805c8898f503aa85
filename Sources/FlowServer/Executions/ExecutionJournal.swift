import FlowEngine
import FlowModel
import FlowStore
import FlowTasks
import Synchronization

/// Takes what an engine tells of one execution to the log and the metrics.
final class ExecutionJournal: Sendable {
  /// Entries that wait for the store; what comes beyond is dropped, so that a chatty flow cannot take all memory.
  static let capacity = 10_000

  private let id: ExecutionID
  private let namespace: String
  private let flowID: String
  private let stores: ServerStores
  private let entries: AsyncStream<LogRecord>.Continuation
  private let writing: Task<Void, Never>
  private let metrics = Mutex<[(taskID: String, metric: Metric)]>([])

  init(id: ExecutionID, namespace: String, flowID: String, stores: ServerStores) {
    self.id = id
    self.namespace = namespace
    self.flowID = flowID
    self.stores = stores
    let (stream, entries) = AsyncStream.makeStream(
      of: LogRecord.self, bufferingPolicy: .bufferingOldest(Self.capacity))
    self.entries = entries
    writing = Task {
      // A log that cannot be written does not stop the execution.
      for await record in stream { try? await stores.logs.append([record]) }
    }
  }

  func note(_ event: ExecutionEvent) {
    switch event {
    case .log(let entry):
      entries.yield(
        LogRecord(
          namespace: namespace, flowID: flowID, executionID: id, taskID: entry.taskID, taskRunID: entry.taskRunID,
          attempt: entry.taskRunID == nil ? nil : entry.attempt, date: entry.date, level: entry.level,
          message: entry.message))
    case .metric(let taskID, let metric):
      metrics.withLock { metrics in
        if metrics.count < Self.capacity { metrics.append((taskID, metric)) }
      }
    case .executionStarted, .taskStarted, .taskProgress, .taskEnded, .executionEnded: break
    }
  }

  /// Returns when all is written.
  func end(_ execution: Execution?) async {
    entries.finish()
    await writing.value
    guard let execution else { return }
    let records = metrics.withLock { $0 }.compactMap { entry -> MetricRecord? in
      guard let run = execution.taskRuns.last(where: { $0.taskID == entry.taskID }) else { return nil }
      return MetricRecord(
        namespace: namespace, flowID: flowID, executionID: id, taskID: entry.taskID, taskRunID: run.id,
        kind: MetricRecord.Kind(rawValue: entry.metric.kind.rawValue) ?? .gauge, name: entry.metric.name,
        value: entry.metric.value, tags: entry.metric.tags, date: execution.state.endDate)
    }
    if !records.isEmpty { try? await stores.metrics.append(records) }
  }
}
