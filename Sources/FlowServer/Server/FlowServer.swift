import FlowEngine
import FlowModel
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import ServiceLifecycle

/// Serves flows to clients of Kestra's API.
public struct FlowServer: Sendable {
  private let configuration: ServerConfiguration
  private let responder: APIResponder
  private let runner: any ExecutionRunner
  /// The routes, as the API's description tells them.
  let table: RouteTable

  /// Throws ``ServerError`` for a configuration that must not be started.
  public init(_ configuration: ServerConfiguration, services: EngineServices, stores: ServerStores) throws {
    try configuration.check()
    self.configuration = configuration
    let library = FlowLibrary(repository: stores.flows, catalog: services.registry.catalog)
    let runner = LocalRunner(services: services, stores: stores)
    let meter = RequestMeter()
    let creation = ExecutionCreation(library: library, services: services, runner: runner)
    var routes = SystemRoutes(
      configuration: configuration, stores: stores, catalog: services.registry.catalog, meter: meter, runner: runner
    ).routes
    routes += FlowRoutes(library: library).routes
    routes +=
      ExecutionRoutes(creation: creation, stores: stores, runner: runner, publicURL: configuration.publicURL)
      .routes
    routes += LogRoutes(stores: stores).routes
    let described = routes
    routes.append(
      Route(
        exactly: "/openapi.json", "getOpenAPI", "This description", answers: [.json(.map)]
      ) { [configuration] _ in
        .json(
          OpenAPIDocument(
            routes: described, version: configuration.version, needsAuthentication: configuration.user != nil
          ).value)
      })
    table = RouteTable(routes)
    self.runner = runner
    let authenticator = try configuration.user.map { try Authenticator(username: $0.name, password: $0.password) }
    responder = APIResponder(
      gate: Gate(
        table: table,
        hosts: HostPolicy(
          isLoopback: HostPolicy.isLoopback(configuration.host), extra: configuration.allowedHosts),
        authenticator: authenticator),
      meter: meter, audit: AuditLog(write: configuration.audit, now: services.clock.now))
  }

  /// Serves until a signal ends it, or the Swift task is cancelled; running executions then have
  /// ``ServerConfiguration/gracePeriod`` to end.
  ///
  /// - Parameter onReady: called with the port once connections are taken.
  public func run(onReady: @escaping @Sendable (Int) -> Void) async throws {
    let logger = Logger(label: "apus.server") { _ in SwiftLogNoOpLogHandler() }
    let address = "\(configuration.host):\(configuration.port)"
    let application = Application(
      responder: responder, server: .http1(configuration: ServerLimits.channel),
      configuration: ApplicationConfiguration(
        address: .hostname(configuration.host, port: configuration.port), serverName: nil,
        availableConnectionsDelegate: MaximumAvailableConnections(ServerLimits.maximumConnections, logger: logger)),
      onServerRunning: { channel in onReady(channel.localAddress?.port ?? 0) }, logger: logger)
    var group = ServiceGroupConfiguration(
      services: [application],
      gracefulShutdownSignals: configuration.handlesSignals ? [.sigterm, .sigint] : [], logger: logger)
    group.maximumGracefulShutdownDuration = configuration.gracePeriod
    do {
      try await ServiceGroup(configuration: group).run()
    } catch let error as IOError {
      throw ServerError(.cannotListen(address: address, reason: error.description))
    }
    await runner.drain(for: configuration.gracePeriod)
  }
}
