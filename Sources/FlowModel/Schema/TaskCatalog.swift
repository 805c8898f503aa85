/// The task types a flow may use, by name and by alias.
public struct TaskCatalog: Sendable {
  /// In the order of registration.
  public let schemas: [TaskSchema]
  private let indexByName: [String: Int]

  public init(_ schemas: [TaskSchema]) {
    self.schemas = schemas
    var indexByName: [String: Int] = [:]
    for (index, schema) in schemas.enumerated() {
      for type in [schema.type] + schema.aliases where indexByName[type.name] == nil {
        indexByName[type.name] = index
      }
    }
    self.indexByName = indexByName
  }

  /// The schema of a type or of one of its older names.
  public subscript(type: TaskType) -> TaskSchema? {
    indexByName[type.name].map { schemas[$0] }
  }
}
