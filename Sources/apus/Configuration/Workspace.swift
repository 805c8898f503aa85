import Cryptography
import FlowAWS
import FlowEngine
import FlowHTTP
import FlowModel
import FlowStore
import FlowTasks
import Pebble

/// The one place that connects the parts: configuration, storage, secrets, transport and task types.
struct Workspace {
  let services: EngineServices
  /// What the execution writes to its log, for tasks that read it.
  let logs = LogCollector(InMemoryLogStore())

  /// The task types of this program.
  static func registry(
    transport: any HTTPTransport, environment: [String: String],
    keyValues: any KeyValueStore = InMemoryKeyValueStore(), logs: any LogStore = InMemoryLogStore()
  ) -> TaskRegistry {
    TaskRegistry(
      CoreTasks.registrations(keyValues: keyValues, logs: logs) + HTTPTasks.registrations(transport: transport)
        + AWSTasks.registrations(transport: transport, environment: environment))
  }

  /// The same types, for commands that only read definitions.
  static var offlineRegistry: TaskRegistry {
    registry(transport: CurlTransport(TransportOptions()), environment: [:])
  }

  /// - Parameter watch: shown each exchange after it ended.
  init(
    configurationFile: String?, storage: String?, network: NetworkOptions,
    watch: (@Sendable (WatchedExchange) -> Void)? = nil
  ) throws {
    let environment = Configuration.processEnvironment()
    var configuration = Configuration(environment: environment)
    if let path = configurationFile {
      configuration = Configuration(try YAMLFile.read(path), environment: environment)
    }
    var options = try TransportOptions(configuration, environment: environment)
    if let file = network.cacert { options.caFile = file }
    options.resolve = network.resolve
    options.connectTo = network.connectTo
    let connections = CurlTransport(options)
    connections.prepare()
    let transport: any HTTPTransport = watch.map { WatchedTransport(connections, watch: $0) } ?? connections
    let (secrets, undecodable) = SecretSource.environment(environment)
    for name in undecodable {
      Console.talk("warning: could not decode secret '\(name)': its value is not Base64 of text")
    }
    let root = storage ?? configuration.text("kestra.storage.local.base-path") ?? ".apus/storage"
    var globals: ValueMap = [:]
    if case .map(let entries)? = configuration["kestra.variables.globals"] { globals = entries }
    // Both live as long as the run.
    let keyValues = InMemoryKeyValueStore()
    services = EngineServices(
      registry: Workspace.registry(transport: transport, environment: environment, keyValues: keyValues, logs: logs),
      storage: try LocalFileStorage(root: root), secrets: secrets,
      encryption: try Workspace.encryptionKey(configuration), globals: globals,
      environmentVariables: configuration.expressionVariables,
      templates: Environment.standard.adding(function: KeyValueTasks.function(store: keyValues)))
  }

  private static func encryptionKey(_ configuration: Configuration) throws -> EncryptionKey? {
    try encryptionBytes(configuration).flatMap { EncryptionKey(bytes: $0) }
  }

  /// The key that secrets are kept with; `nil` when there is none.
  static func encryptionBytes(_ configuration: Configuration) throws -> [UInt8]? {
    guard let text = configuration.text("kestra.encryption.secret-key"), !text.isEmpty else { return nil }
    guard let bytes = Base64.decode(text), EncryptionKey(bytes: bytes) != nil else {
      throw UsageError(
        "kestra.encryption.secret-key is not a key: it takes Base64 of 16, 24 or 32 bytes, as `openssl rand -base64 32` makes"
      )
    }
    return bytes
  }
}
