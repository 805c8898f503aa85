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
    self.catalog = TaskCatalog(tasks.map(\.schema))
    self.tasks = Dictionary(tasks.map { ($0.schema.type, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The registration of a type or of one of its older names.
  public subscript(type: TaskType) -> RegisteredTask? {
    catalog[type].flatMap { tasks[$0.type] }
  }
}
