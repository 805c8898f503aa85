import FlowModel
import Pebble
import Synchronization

/// A journal that lives as long as the process.
public final class InMemoryExecutionRepository: ExecutionRepository {
  private struct Entry {
    let created: Execution
    let flow: FlowSnapshot
    var changes: [ExecutionChange] = []
    var revision = 0
    var fold: ExecutionFold
    var owner: RunnerID?
    var token = 0
    var leaseEnd: Instant?
    var requests: [ExecutionRequest] = []

    var current: Execution { fold.execution }

    func isHeld(by claim: ExecutionClaim) -> Bool { owner == claim.owner && token == claim.token }

    mutating func claimed(by owner: RunnerID, until end: Instant) -> ExecutionClaim {
      token += 1
      self.owner = owner
      leaseEnd = end
      return ExecutionClaim(executionID: created.id, owner: owner, token: token)
    }
  }

  private struct State {
    var entries: [ExecutionID: Entry] = [:]
    var order: [ExecutionID] = []
  }

  private let state = Mutex(State())
  private let now: @Sendable () -> Instant
  private let keepsChanges: Bool

  /// - Parameter keepsChanges: false keeps only the current execution, for a process that never recovers from this
  ///   journal; ``load(_:)`` then gives it as it was created and with no changes.
  public init(keepsChanges: Bool = true, now: @escaping @Sendable () -> Instant = Instant.systemClock) {
    self.keepsChanges = keepsChanges
    self.now = now
  }

  public func create(
    _ execution: Execution, of flow: FlowSnapshot, claimedBy owner: RunnerID?, for lease: Duration
  ) async throws(StoreError) -> ExecutionClaim? {
    let date = now()
    return try state.withLock { state throws(StoreError) in
      guard state.entries[execution.id] == nil else {
        throw StoreError(.alreadyExists("execution '\(execution.id)'"))
      }
      var entry = Entry(created: execution, flow: flow, fold: ExecutionFold(execution))
      defer {
        state.entries[execution.id] = entry
        state.order.append(execution.id)
      }
      return owner.map { entry.claimed(by: $0, until: date.adding(lease)) }
    }
  }

  public func append(
    _ changes: [ExecutionChange], to claim: ExecutionClaim, expecting revision: Int
  ) async throws(StoreError) -> Int {
    try state.withLock { state throws(StoreError) in
      let id = claim.executionID
      // Taken out while it changes, so that its arrays are not copied.
      guard var entry = state.entries.removeValue(forKey: id) else { throw StoreError(.notFound("execution '\(id)'")) }
      defer { state.entries[id] = entry }
      guard entry.isHeld(by: claim) else { throw StoreError(.claimLost(id)) }
      guard entry.revision == revision else {
        throw StoreError(.conflict(expected: revision, found: entry.revision))
      }
      if entry.current.isClosed {
        guard case .reopened? = changes.first else { throw StoreError(.ended(id)) }
      }
      for change in changes { entry.fold.apply(change) }
      if keepsChanges { entry.changes += changes }
      entry.revision += changes.count
      return entry.revision
    }
  }

  public func load(_ id: ExecutionID) async throws(StoreError) -> RecordedExecution {
    try state.withLock { state throws(StoreError) in
      guard let entry = state.entries[id] else { throw StoreError(.notFound("execution '\(id)'")) }
      return RecordedExecution(created: entry.created, flow: entry.flow, changes: entry.changes)
    }
  }

  public func unfinished(limit: Int, after id: ExecutionID?) async throws(StoreError) -> [ExecutionID] {
    state.withLock { state in
      var rest = state.order[...]
      if let id, let place = rest.firstIndex(of: id) { rest = rest[(place + 1)...] }
      var found: [ExecutionID] = []
      for id in rest where state.entries[id]?.fold.execution.isClosed == false {
        guard found.count < limit else { break }
        found.append(id)
      }
      return found
    }
  }

  public func search(_ query: ExecutionQuery) async throws(StoreError) -> ExecutionPage {
    state.withLock { state in
      let order = query.isNewestFirst ? state.order.reversed() : state.order
      let found = order.compactMap { state.entries[$0]?.current }.filter(query.matches)
      let limit = min(max(0, query.limit), ExecutionQuery.maximumLimit)
      return ExecutionPage(
        executions: Array(found.dropFirst(max(0, query.offset)).prefix(limit)), total: found.count)
    }
  }

  public func count(namespace: String, flowID: String, in states: Set<RunState>) async throws(StoreError) -> Int {
    state.withLock { state in
      state.entries.values.count { entry in
        entry.current.namespace == namespace && entry.current.flowID == flowID
          && states.contains(entry.current.state.current)
      }
    }
  }

  public func claim(
    _ id: ExecutionID, by owner: RunnerID, for lease: Duration
  ) async throws(StoreError) -> ExecutionClaim? {
    let date = now()
    return try state.withLock { state throws(StoreError) in
      guard var entry = state.entries[id] else { throw StoreError(.notFound("execution '\(id)'")) }
      if let holder = entry.owner, holder != owner, let end = entry.leaseEnd, date < end { return nil }
      let claim = entry.claimed(by: owner, until: date.adding(lease))
      state.entries[id] = entry
      return claim
    }
  }

  public func renew(_ claims: [ExecutionClaim], for lease: Duration) async throws(StoreError) -> [ExecutionClaim] {
    let end = now().adding(lease)
    return state.withLock { state in
      claims.filter { claim in
        guard state.entries[claim.executionID]?.isHeld(by: claim) == true else { return false }
        state.entries[claim.executionID]?.leaseEnd = end
        return true
      }
    }
  }

  public func release(_ claim: ExecutionClaim) async throws(StoreError) {
    state.withLock { state in
      guard state.entries[claim.executionID]?.isHeld(by: claim) == true else { return }
      state.entries[claim.executionID]?.owner = nil
      state.entries[claim.executionID]?.leaseEnd = nil
    }
  }

  public func post(_ request: ExecutionRequest, to id: ExecutionID) async throws(StoreError) {
    try state.withLock { state throws(StoreError) in
      guard state.entries[id] != nil else { throw StoreError(.notFound("execution '\(id)'")) }
      state.entries[id]?.requests.append(request)
    }
  }

  public func takeRequests(of claim: ExecutionClaim) async throws(StoreError) -> [ExecutionRequest] {
    try state.withLock { state throws(StoreError) in
      guard let entry = state.entries[claim.executionID], entry.isHeld(by: claim) else {
        throw StoreError(.claimLost(claim.executionID))
      }
      guard !entry.requests.isEmpty else { return [] }
      state.entries[claim.executionID]?.requests = []
      return entry.requests
    }
  }

  @discardableResult public func delete(_ id: ExecutionID) async throws(StoreError) -> Bool {
    state.withLock { state in
      guard state.entries.removeValue(forKey: id) != nil else { return false }
      state.order.removeAll { $0 == id }
      return true
    }
  }
}
