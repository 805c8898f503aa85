import FlowModel
import FlowStore
import FlowTasks
import Pebble

/// What tells of the server itself.
struct SystemRoutes: Sendable {
  let configuration: ServerConfiguration
  let stores: ServerStores
  let catalog: TaskCatalog
  let meter: RequestMeter
  let runner: any ExecutionRunner

  var routes: [Route] {
    [
      Route(
        exactly: "/ping", "ping", "Whether the server is there", access: .open,
        answers: [.stream("text/plain", "pong")]
      ) { _ in .text("pong") },
      Route(
        exactly: "/health", "health", "Whether the server can do its work", access: .open,
        answers: [
          .json(.object(["status": .string(oneOf: ["UP", "DOWN"])], required: ["status"])),
          .json(.object(["status": .string(oneOf: ["UP", "DOWN"])], required: ["status"]), "It cannot", status: 503),
        ]
      ) { _ in await health() },
      Route(
        exactly: "/api/v1/configs", "getConfigs", "What clients need to know of the server",
        answers: [.json(.object(["version": .string(), "edition": .string()], required: ["version", "edition"]))]
      ) { request in configs(request) },
      Route(
        exactly: "/metrics", "getPrometheusMetrics", "Numbers for Prometheus",
        answers: [.stream("text/plain", "Prometheus' text format")]
      ) { _ in metrics() },
      Route(
        "GET", "/plugins/schemas/flow", "getFlowSchema", "The JSON Schema of flows, for editors", tag: "System",
        answers: [.json(.map)]
      ) { _ in .json(FlowSchema(catalog: catalog).value) },
    ]
  }

  private func health() async -> APIResponse {
    do {
      var query = FlowQuery()
      query.limit = 0
      _ = try await stores.flows.search(query)
      return .json(.map(["status": .string("UP")]))
    } catch {
      return .json(.map(["status": .string("DOWN")]), status: 503)
    }
  }

  private func configs(_ request: APIRequest) -> APIResponse {
    .json(
      .map([
        "version": .string(configuration.compatibleVersion), "edition": .string("OSS"),
        "apusVersion": .string(configuration.version),
        "isBasicAuthInitialized": .bool(configuration.user != nil),
        "isBasicAuthEnabled": .bool(configuration.user != nil),
        "url": .string(configuration.publicURL ?? "http://\(request.host)"), "systemNamespace": .string("system"),
      ]))
  }

  private func metrics() -> APIResponse {
    var text = PrometheusText()
    text.add(meter)
    text.describe("apus_executions_running", "gauge", "Executions that run in this process.")
    text.add("apus_executions_running", [:], String(runner.runningCount))
    return .text(text.text, type: PrometheusText.type)
  }
}
