import FlowStore
import Pebble

/// The task types that need nothing but the engine.
public enum CoreTasks {
  public static let registrations: [RegisteredTask] =
    [
      RegisteredTask(LogTask.self) { try LogTask($0) },
      RegisteredTask(ReturnTask.self) { try ReturnTask($0) },
      RegisteredTask(EchoTask.self) { try EchoTask($0) },
      RegisteredTask(OutputValuesTask.self) { try OutputValuesTask($0) },
      RegisteredTask(FailTask.self) { try FailTask($0) },
      RegisteredTask(AssertTask.self) { try AssertTask($0) },
      RegisteredTask(SetVariablesTask.self) { try SetVariablesTask($0) },
      RegisteredTask(UnsetVariablesTask.self) { try UnsetVariablesTask($0) },
      RegisteredTask(LabelsTask.self) { try LabelsTask($0) },
      RegisteredTask(ExitTask.self) { try ExitTask($0) },
      RegisteredTask(ResumeTask.self) { try ResumeTask($0) },
    ] + StorageTasks.registrations

  /// The same and those that work on stores.
  public static func registrations(keyValues: any KeyValueStore, logs: any LogStore) -> [RegisteredTask] {
    registrations + KeyValueTasks.registrations(store: keyValues) + LogStoreTasks.registrations(store: logs)
  }
}
