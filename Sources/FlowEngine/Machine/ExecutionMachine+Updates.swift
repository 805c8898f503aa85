import FlowModel
import FlowStore
import FlowTasks
import OrderedCollections
import Pebble

// What tasks ask to change in their execution.
extension ExecutionMachine {
  enum UpdateResult {
    case done
    case exit(RunState)
    case failed(String)
  }

  mutating func apply(_ update: ExecutionUpdate) -> UpdateResult {
    switch update {
    case .setVariables, .unsetVariables:
      do {
        record(.variables(try update.variables(after: execution.variables)))
      } catch {
        return .failed(error.description)
      }
    case .addLabels(let labels): record(.labels(execution.labels.merging(labels) { $1 }))
    case .exit(let state): return .exit(state)
    case .resume(let id, let inputs): act(.resumeOther(id, inputs: inputs))
    }
    return .done
  }
}
