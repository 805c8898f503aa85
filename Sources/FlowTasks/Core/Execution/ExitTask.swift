import FlowModel
import Pebble

/// Ends the execution in a state.
public struct ExitTask: RunnableTask {
  public static let schema = TaskSchema(
    type: "io.kestra.plugin.core.execution.Exit", summary: "Ends the execution in a state; no further task begins.",
    properties: [state.spec])

  static let state = Property("state", default: ExitState.success, "The state in which the execution ends.")

  let state: ExitState

  public init(_ properties: RenderedProperties) throws(PropertyError) {
    state = try properties[Self.state]
  }

  public func run(in context: RunContext) async throws -> Outputs {
    Outputs([:], updates: [.exit(state.runState)])
  }

  enum ExitState: String, PropertyWord {
    case success = "SUCCESS"
    case warning = "WARNING"
    case killed = "KILLED"
    case failed = "FAILED"
    case canceled = "CANCELED"
    case cancelled = "CANCELLED"

    var runState: RunState {
      switch self {
      case .success: .success
      case .warning: .warning
      case .killed: .killed
      case .failed: .failed
      case .canceled, .cancelled: .cancelled
      }
    }
  }
}
