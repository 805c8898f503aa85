import FlowModel
import OrderedCollections
import Pebble

/// What a task may change in its own execution.
public enum ExecutionUpdate: Hashable, Sendable {
  /// Sets variables, seen as `vars.NAME`. Maps are merged at any depth.
  /// - overwrite: false fails the task when a variable is there already.
  case setVariables(ValueMap, overwrite: Bool)
  /// Removes variables that the execution set.
  /// - ignoreMissing: false fails the task when one of them is not there.
  case unsetVariables([String], ignoreMissing: Bool)
  /// Adds labels or replaces their values.
  case addLabels(OrderedDictionary<String, String>)
  /// Ends the execution in this state: SUCCESS, WARNING, FAILED, KILLED or CANCELLED. What else runs is cut.
  case exit(RunState)
  /// Resumes another execution that is paused.
  case resume(ExecutionID, inputs: ValueMap)
}
