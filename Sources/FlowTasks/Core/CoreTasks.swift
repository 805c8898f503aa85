/// The task types that need nothing but the engine.
public enum CoreTasks {
  public static let registrations: [RegisteredTask] = [
    RegisteredTask(LogTask.self) { try LogTask($0) },
    RegisteredTask(ReturnTask.self) { try ReturnTask($0) },
    RegisteredTask(OutputValuesTask.self) { try OutputValuesTask($0) },
  ]
}
