import FlowModel

/// Finds flows by name, for tasks that start other flows and for executions that are taken up again.
public struct FlowDirectory: Sendable {
  /// No flows but the one that runs.
  public static let none = FlowDirectory { _, _, _ in nil }

  private let find: @Sendable (_ namespace: String, _ id: String, _ revision: Int?) async throws -> ValidatedFlow?

  /// - Parameter find: gives the flow of a namespace and id, its latest revision when none is named.
  public init(
    find: @escaping @Sendable (_ namespace: String, _ id: String, _ revision: Int?) async throws -> ValidatedFlow?
  ) {
    self.find = find
  }

  func flow(namespace: String, id: String, revision: Int?) async throws -> ValidatedFlow? {
    try await find(namespace, id, revision)
  }
}
