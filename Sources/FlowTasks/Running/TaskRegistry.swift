import FlowModel

/// A task type and how to make its tasks.
public struct RegisteredTask: Sendable {
  public let schema: TaskSchema
  /// Reads the rendered properties. Throws ``PropertyError``.
  public let make: @Sendable (RenderedProperties) throws -> any RunnableTask

  public init<T: RunnableTask>(
    _ type: T.Type, make: @escaping @Sendable (RenderedProperties) throws -> T
  ) {
    self.schema = type.schema
    self.make = make
  }
}

/// The task types that can run here.
public struct TaskRegistry: Sendable {
  public let catalog: TaskCatalog
  private let tasks: [TaskType: RegisteredTask]

  public init(_ tasks: [RegisteredTask]) {
    // The engine runs these itself: they are known, and there is nothing to make.
    self.catalog = TaskCatalog(tasks.map(\.schema) + FlowableTasks.schemas)
    self.tasks = Dictionary(tasks.map { ($0.schema.type, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The registration of a type or of one of its older names.
  public subscript(type: TaskType) -> RegisteredTask? {
    catalog[type].flatMap { tasks[$0.type] }
  }
}
