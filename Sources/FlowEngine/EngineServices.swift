import FlowModel
import FlowStore
import FlowTasks
import OrderedCollections
import Pebble

/// What an engine works with. The place that builds the process connects it.
public struct EngineServices: Sendable {
  public var registry: TaskRegistry
  public var storage: any FileStorage
  public var secrets: SecretSource
  /// `kestra.encryption.secret-key`; `nil` when there is none.
  public var encryption: EncryptionKey?
  /// `globals` in expressions: `kestra.variables.globals`.
  public var globals: ValueMap
  /// `envs` in expressions.
  public var environmentVariables: ValueMap
  public var templates: Environment
  public var ids: IDGenerator
  public var clock: EngineClock
  /// 0 up to 1, for retries at random intervals.
  public var random: @Sendable () -> Double
  /// Finds the flows that other flows start.
  public var flows: FlowDirectory

  public init(
    registry: TaskRegistry, storage: any FileStorage, secrets: SecretSource = SecretSource([:]),
    encryption: EncryptionKey? = nil, globals: ValueMap = [:], environmentVariables: ValueMap = [:],
    templates: Environment = .standard, ids: IDGenerator = .random,
    clock: EngineClock = .system, random: @escaping @Sendable () -> Double = { .random(in: 0..<1) },
    flows: FlowDirectory = .none
  ) {
    self.registry = registry
    self.storage = storage
    self.secrets = secrets
    self.encryption = encryption
    self.globals = globals
    self.environmentVariables = environmentVariables
    self.templates = templates
    self.ids = ids
    self.clock = clock
    self.random = random
    self.flows = flows
  }

  var now: @Sendable () -> Instant { clock.now }
}
