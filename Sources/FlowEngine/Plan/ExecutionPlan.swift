import FlowModel
import FlowTasks

/// A flow as the engine runs it: its enabled tasks by id, each with its place in the tree.
package struct ExecutionPlan: Sendable {
  /// Which list of its parent a task belongs to.
  package enum Phase: Int, Hashable, Sendable, Comparable {
    case main, errors, finally, afterExecution

    package static func < (left: Phase, right: Phase) -> Bool { left.rawValue < right.rawValue }
  }

  /// One task.
  package struct Node: Sendable {
    package let task: TaskDefinition
    package let kind: TaskKind
    /// The flowable task around it.
    package let parent: String?
    package let phase: Phase
    /// Its place among the enabled tasks of its list.
    package let position: Int
    /// Its own policy, or the one of the nearest flowable task around it, or the flow's.
    package let retry: RetryPolicy?
    /// The enabled tasks in it, by branch.
    package let branches: [String: [String]]
  }

  /// By task id, which is unique in a flow.
  package let nodes: [String: Node]
  private let roots: [Phase: [String]]

  package init(_ flow: Flow) {
    var nodes: [String: Node] = [:]
    func add(
      _ tasks: [TaskDefinition], parent: String?, phase: Phase, retry: RetryPolicy?
    ) -> [String] {
      let enabled = tasks.filter { !$0.isDisabled }
      for (position, task) in enabled.enumerated() {
        let policy = task.retry ?? retry
        var branches: [String: [String]] = [:]
        for branch in task.branches {
          branches[branch.name] = add(
            branch.tasks, parent: task.id, phase: Phase(branch: branch.name), retry: policy)
        }
        nodes[task.id] = Node(
          task: task, kind: TaskKind(task), parent: parent, phase: phase, position: position, retry: policy,
          branches: branches)
      }
      return enabled.map(\.id)
    }
    roots = [
      .main: add(flow.tasks, parent: nil, phase: .main, retry: flow.retry),
      .errors: add(flow.errors, parent: nil, phase: .errors, retry: flow.retry),
      .finally: add(flow.finally, parent: nil, phase: .finally, retry: flow.retry),
      .afterExecution: add(flow.afterExecution, parent: nil, phase: .afterExecution, retry: flow.retry),
    ]
    self.nodes = nodes
  }

  /// The list of a phase: of the flow, or of a flowable task.
  /// - Parameter choice: the branch of the main phase that the task chose.
  package func tasks(of parent: Node?, in phase: Phase, choice: String?) -> [String] {
    guard let parent else { return roots[phase] ?? [] }
    switch phase {
    case .main:
      guard parent.kind == .choice else { return parent.branches["tasks"] ?? [] }
      return choice.flatMap { parent.branches[$0] } ?? []
    case .errors: return parent.branches["errors"] ?? []
    case .finally: return parent.branches["finally"] ?? []
    case .afterExecution: return []
    }
  }
}

extension ExecutionPlan.Phase {
  fileprivate init(branch: String) {
    switch branch {
    case "errors": self = .errors
    case "finally": self = .finally
    default: self = .main
    }
  }
}
