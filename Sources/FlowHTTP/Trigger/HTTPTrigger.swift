import FlowModel
import FlowTasks
import Pebble

/// The polling trigger: asks a server again and again, and starts an execution when its answer meets a condition.
///
/// It is a value: whoever schedules it renders its properties, runs ``request`` and asks ``evaluate(_:encryption:in:)``
/// about the outputs. The next evaluation is due ``interval`` after the last one ended.
public struct HTTPTrigger: Sendable {
  public static let type: TaskType = "io.kestra.plugin.core.http.Trigger"
  public static let aliases: [TaskType] = ["io.kestra.plugin.fs.http.Trigger"]
  static let interval = Property<TimeLimit?>(
    "interval", "The pause between two evaluations; one minute when left out.", isDynamic: false)
  static let responseCondition = Property(
    "responseCondition", default: "{{ response.statusCode < 400 }}",
    "The condition on `response` (statusCode, headers, body) that starts an execution.", isDynamic: false)
  public static let properties: [PropertySpec] =
    RequestProperties.specs + [RequestTask.encryptBody.spec, interval.spec, responseCondition.spec]

  /// A `TimeLimit` is at most a year.
  public let interval: Duration
  /// What is sent for one evaluation. A failing status is an answer like any other, unless `allowedResponseCodes` says
  /// which ones are not.
  public let request: RequestTask
  private let condition: String

  /// - Parameters:
  ///   - properties: rendered, but for ``responseCondition``.
  ///   - condition: `responseCondition` as the flow writes it; it is rendered once the answer is there.
  public init(
    _ properties: RenderedProperties, condition: String? = nil, transport: any HTTPTransport, pacing: Pacing = .system
  ) throws(PropertyError) {
    interval = try properties[Self.interval]?.duration ?? .seconds(60)
    self.condition = condition ?? Self.responseCondition.defaultValue ?? ""
    guard interval >= .seconds(1) else { throw PropertyError(path: "interval", "expected PT1S or more") }
    var values = properties.values
    var options: ValueMap = [:]
    if case .map(let given)? = values["options"]?.opened { options = given }
    options["allowFailed"] = .bool(true)
    values["options"] = .map(options)
    request = try RequestTask(RenderedProperties(values), transport: transport, pacing: pacing)
  }

  /// Whether an answer starts an execution, and with what.
  ///
  /// - Parameters:
  ///   - outputs: those of ``request``.
  ///   - scope: what else the condition may use.
  /// - Returns: `trigger` as the execution's expressions see it; `nil` where nothing is started.
  /// - Throws: ``PebbleError`` where the condition cannot be rendered: an evaluation that failed.
  public func evaluate(
    _ outputs: Outputs, encryption: EncryptionKey? = nil, in scope: Scope = Scope(),
    environment: Environment = .standard
  ) throws(PebbleError) -> ValueMap? {
    let values = outputs.values
    let body = values["body"] ?? values["encryptedBody"].map { EncryptedValue.opened($0, with: encryption) } ?? .null
    var scope = scope
    scope.variables["response"] = .map([
      "statusCode": values["code"] ?? .null, "headers": values["headers"] ?? .map([:]), "body": body,
    ])
    let rendered = try Template(condition, in: environment).render(scope)
    guard isTruthy(rendered.revealed) else { return nil }
    var variables: ValueMap = [:]
    for name in ["uri", "code", "headers", "body", "encryptedBody"] { variables[name] = values[name] }
    return variables
  }
}
