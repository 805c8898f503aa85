import FlowModel
import FlowTasks
import Pebble
import Synchronization

/// What a server would have seen, in order.
final class Calls: Sendable {
  private let list = Mutex<[String]>([])
  private let inFlight = Mutex<(now: Int, most: Int)>((0, 0))

  var all: [String] { list.withLock { $0 } }
  /// The most calls that were under way at once.
  var mostAtOnce: Int { inFlight.withLock { $0.most } }

  /// - Returns: how often this call came, this time included.
  func record(_ call: String) -> Int {
    list.withLock { list in
      list.append(call)
      return list.count { $0 == call }
    }
  }

  func begin() {
    inFlight.withLock { state in
      state.now += 1
      state.most = max(state.most, state.now)
    }
  }

  func end() {
    inFlight.withLock { $0.now -= 1 }
  }
}

/// A stand-in for a request: it is recorded, and fails, warns or hangs as the flow says.
struct CallTask: RunnableTask {
  static let name = Property<String>("name", "What is called.")
  static let fail = Property("fail", default: 0, "How many calls of this name fail.")
  static let warn = Property("warn", default: false, "Whether it succeeds with a warning.")
  static let hang = Property("hang", default: false, "Whether it lasts until it is cut.")
  static let method = Property("method", default: "GET", "Whether it may be repeated: all but POST.")
  static let schema = TaskSchema(
    type: "test.Call", summary: "Calls.", properties: [name.spec, fail.spec, warn.spec, hang.spec, method.spec])

  let name: String
  let failures: Int
  let warns: Bool
  let hangs: Bool
  let isRepeatable: Bool
  let calls: Calls

  init(_ properties: RenderedProperties, calls: Calls) throws(PropertyError) {
    name = try properties[Self.name]
    failures = try properties[Self.fail]
    warns = try properties[Self.warn]
    hangs = try properties[Self.hang]
    isRepeatable = try properties[Self.method] != "POST"
    self.calls = calls
  }

  func run(in context: RunContext) async throws -> Outputs {
    calls.begin()
    defer { calls.end() }
    try await context.exchangeMarks.aboutToSend(isRepeatable: isRepeatable)
    let count = calls.record(name)
    if hangs { try await ContinuousClock().sleep(for: .seconds(3600)) }
    context.exchangeMarks.headersReceived()
    guard count > failures else {
      throw TaskFailure(LabelledText("call \(count) of \(name) failed"), outputs: Outputs(["code": .int(500)]))
    }
    return Outputs(["count": .int(count), "name": .string(name)], isWarning: warns)
  }
}

/// Changes its execution.
struct UpdateTask: RunnableTask {
  static let variables = Property<ValueMap?>("variables", "Set.")
  static let exit = Property<String?>("exit", "The state to end in.")
  static let schema = TaskSchema(type: "test.Update", summary: "Updates.", properties: [variables.spec, exit.spec])

  let variables: ValueMap?
  let exit: RunState?

  init(_ properties: RenderedProperties) throws(PropertyError) {
    variables = try properties[Self.variables]
    exit = try properties[Self.exit].flatMap(RunState.init(rawValue:))
  }

  func run(in context: RunContext) async throws -> Outputs {
    var updates: [ExecutionUpdate] = []
    if let variables { updates.append(.setVariables(variables, overwrite: true)) }
    if let exit { updates.append(.exit(exit)) }
    return Outputs([:], updates: updates)
  }
}
