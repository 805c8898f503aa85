import FlowModel
import FlowTasks
import Pebble

/// Reads a stream of server-sent events until the server ends it.
public struct SseRequestTask: PreparingTask {
  static let concatJqExpression = Property<String?>(
    "concatJqExpression", "What to take of each event, as in `.data.text`: the results are joined to output result.")
  static let failedOnMissingJq = Property(
    "failedOnMissingJq", default: true, "Whether an event without a result fails the task; else it is passed over.")
  static let maxEvents = Property<Int?>(
    "maxEvents", "After so many events the stream is closed, as a success; left out, the server ends it.")

  public static let schema = TaskSchema(
    type: "io.kestra.plugin.core.http.SseRequest",
    summary: "Reads a stream of server-sent events until the server ends it.",
    properties: RequestProperties.specs + [concatJqExpression.spec, failedOnMissingJq.spec, maxEvents.spec],
    outputs: [
      OutputSpec("uri", .string, "The address the request was sent to."),
      OutputSpec("size", .integer, "How many events came."),
      OutputSpec("events", .list(.any), "The events: data, id, name, comment, retry; absent where there is a result."),
      OutputSpec("result", .string, "What concatJqExpression took of the events, joined."),
      ExchangeRecord.outputSpec,
    ])

  let properties: RequestProperties
  let expression: EventExpression?
  let failsOnMissing: Bool
  let maxEvents: Int?
  private let transport: any HTTPTransport
  private let pacing: Pacing

  public init(
    _ properties: RenderedProperties, transport: any HTTPTransport, pacing: Pacing = .system
  ) throws(PropertyError) {
    self.properties = try RequestProperties(properties)
    self.expression = try properties[Self.concatJqExpression].map { EventExpression($0) }
    self.failsOnMissing = try properties[Self.failedOnMissingJq]
    self.maxEvents = try properties[Self.maxEvents]
    if let maxEvents, maxEvents < 1 { throw PropertyError(path: "maxEvents", "expected 1 or more") }
    self.transport = transport
    self.pacing = pacing
  }

  public func prepared() throws(HTTPTaskError) -> PreparedRequest {
    var request = try properties.prepared()
    if !request.headers.contains(named: "Accept") {
      request.headers.append(try HeaderField("Accept", "text/event-stream"))
    }
    return request
  }

  public func run(in context: RunContext) async throws -> Outputs {
    let request = try prepared()
    let options = properties.options
    let conversation = Conversation(request, options: options, context: context, pacing: pacing)
    let collector = EventCollector(
      byteLimit: options.contentLimit, maxEvents: maxEvents, acceptance: options.acceptance)
    return try await conversation.reporting {
      let exchange = try await conversation.run(over: transport) {
        collector.begin()
        return ExchangeTerms(storage: context.storage, sink: .chunks(collector.take), progress: context.progress)
      }
      guard options.acceptance.allows(exchange.status) else {
        throw TaskFailure(Conversation.failure(exchange.status, body: collector.refusedText))
      }
      return try outputs(of: collector.events.map(\.value), for: request, in: context)
    }
  }

  private func outputs(of events: [Value], for request: PreparedRequest, in context: RunContext) throws -> Outputs {
    context.metrics(Metric(.counter, "size", Double(events.count)))
    var values: ValueMap = ["uri": request.uri.text.value, "size": .int(events.count)]
    var result = ""
    if let expression {
      for event in events {
        switch try expression.first(of: event) {
        case .string(let text)?: result += text
        case .int(let number)?: result += String(number)
        case let value? where value.isScalar: result += JSON.text(of: value)
        default:
          let message = "Failed to resolve JQ expression '\(expression.text)' and value '\(JSON.text(of: event))'"
          if failsOnMissing { throw TaskFailure(LabelledText(message)) }
          context.log(.debug, message)
        }
      }
    }
    values[result.isEmpty ? "events" : "result"] = result.isEmpty ? .list(events) : .string(result)
    return Outputs(values)
  }
}

extension Value {
  fileprivate var isScalar: Bool {
    switch self {
    case .bool, .double, .exact: true
    default: false
    }
  }
}
