import FlowStore

/// Where a server keeps what it knows.
public struct ServerStores: Sendable {
  public var executions: any ExecutionRepository
  public var flows: any FlowRepository
  public var logs: any LogStore
  public var metrics: any MetricStore
  public var keyValues: any KeyValueStore

  public init(
    executions: any ExecutionRepository, flows: any FlowRepository, logs: any LogStore, metrics: any MetricStore,
    keyValues: any KeyValueStore
  ) {
    self.executions = executions
    self.flows = flows
    self.logs = logs
    self.metrics = metrics
    self.keyValues = keyValues
  }

  /// Stores that live as long as the process.
  public static func inMemory() -> ServerStores {
    ServerStores(
      executions: InMemoryExecutionRepository(), flows: InMemoryFlowRepository(), logs: InMemoryLogStore(),
      metrics: InMemoryMetricStore(), keyValues: InMemoryKeyValueStore())
  }
}
