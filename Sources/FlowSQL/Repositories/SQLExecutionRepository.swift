import Cryptography
import FlowModel
import FlowStore
import OrderedCollections
import Pebble

/// The journal of executions in a database.
public struct SQLExecutionRepository: ExecutionRepository {
  let database: any SQLDatabase
  let codec: JournalCodec
  let values: JournalValue
  let now: @Sendable () -> Instant

  init(
    _ database: any SQLDatabase, codec: JournalCodec, values: JournalValue, now: @escaping @Sendable () -> Instant
  ) {
    self.database = database
    self.codec = codec
    self.values = values
    self.now = now
  }

  public func create(
    _ execution: Execution, of flow: FlowSnapshot, claimedBy owner: RunnerID?, for lease: Duration
  ) async throws(StoreError) -> ExecutionClaim? {
    let record = try codec.text(of: execution)
    let digest = try SQLExecutionRepository.digest(of: flow.source)
    let leaseEnd = owner.map { _ in now().adding(lease) }
    let starter = execution.trigger?.variables["executionId"]
    var startedBy: String?
    if case .string(let id)? = starter { startedBy = id }
    let row: [SQLValue] = [
      .text(execution.id.text), .text(execution.namespace), .text(execution.flowID), SQLValue(execution.flowRevision),
      .text(digest), .text(execution.state.current.rawValue), SQLValue(execution.state.startDate),
      SQLValue(startedBy), SQLValue(owner?.text), SQLValue(owner == nil ? 0 : 1), SQLValue(leaseEnd), .text(record),
    ]
    try await database.write { session throws(StoreError) in
      try session.execute(
        "INSERT INTO flow_sources (digest, source) VALUES (?, ?) ON CONFLICT (digest) DO NOTHING",
        [.text(digest), .text(flow.source)])
      let sequence = try session.row(
        """
        INSERT INTO executions (
          id, namespace, flow_id, flow_revision, source_digest, state, created, started_by, owner, token, lease_end, record)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING RETURNING sequence
        """, row
      ) { row throws(StoreError) in try row.integer(0) }
      guard let sequence else { throw StoreError(.alreadyExists("execution '\(execution.id)'")) }
      try SQLExecutionRepository.replaceLabels(of: sequence, by: execution.labels, in: session, isNew: true)
    }
    return owner.map { ExecutionClaim(executionID: execution.id, owner: $0, token: 1) }
  }

  public func append(
    _ changes: [ExecutionChange], to claim: ExecutionClaim, expecting revision: Int
  ) async throws(StoreError) -> Int {
    let text = try codec.text(of: changes)
    let effect = ChangeEffect(changes)
    return try await database.write { session throws(StoreError) in
      let sequence = try session.row(
        """
        UPDATE executions SET revision = revision + ?, state = COALESCE(?, state), is_closed = COALESCE(?, is_closed)
        WHERE id = ? AND owner = ? AND token = ? AND revision = ? AND (is_closed = 0 OR ? = 1) RETURNING sequence
        """,
        [
          SQLValue(changes.count), SQLValue(effect.state?.rawValue), effect.isClosed.map { SQLValue($0) } ?? .null,
          .text(claim.executionID.text), .text(claim.owner.text), SQLValue(claim.token), SQLValue(revision),
          SQLValue(effect.reopens),
        ]
      ) { row throws(StoreError) in try row.integer(0) }
      guard let sequence else {
        throw try SQLExecutionRepository.refusal(of: claim, expecting: revision, in: session)
      }
      guard !changes.isEmpty else { return revision }
      try session.execute(
        "INSERT INTO execution_changes (execution, revision, changes) VALUES (?, ?, ?)",
        [SQLValue(sequence), SQLValue(revision), .text(text)])
      if let labels = effect.labels {
        try SQLExecutionRepository.replaceLabels(of: sequence, by: labels, in: session, isNew: false)
      }
      return revision + changes.count
    }
  }

  public func load(_ id: ExecutionID) async throws(StoreError) -> RecordedExecution {
    let (row, texts) = try await database.read { session throws(StoreError) in
      let row = try session.row(
        """
        SELECT sequence, record, flow_revision, source FROM executions
        JOIN flow_sources ON digest = source_digest WHERE id = ?
        """, [.text(id.text)]
      ) { $0 }
      guard let row else { throw StoreError(.notFound("execution '\(id)'")) }
      return (row, try SQLExecutionRepository.changes(of: try row.integer(0), in: session))
    }
    let created = try codec.execution(from: try row.text(1))
    let flow = FlowSnapshot(
      namespace: created.namespace, id: created.flowID, revision: try row.integer(2), source: try row.text(3))
    var changes: [ExecutionChange] = []
    for text in texts { changes += try codec.changes(from: text) }
    return RecordedExecution(created: created, flow: flow, changes: changes)
  }

  @discardableResult public func delete(_ id: ExecutionID) async throws(StoreError) -> Bool {
    try await database.write { session throws(StoreError) in
      let row = try session.row(
        "DELETE FROM executions WHERE id = ? RETURNING sequence, source_digest", [.text(id.text)]
      ) { $0 }
      guard let row else { return false }
      let sequence = SQLValue(try row.integer(0))
      let digest = SQLValue.text(try row.text(1))
      for table in ["execution_changes", "execution_labels", "execution_requests"] {
        try session.execute("DELETE FROM \(table) WHERE execution = ?", [sequence])
      }
      try session.execute(
        "DELETE FROM flow_sources WHERE digest = ? AND NOT EXISTS (SELECT 1 FROM executions WHERE source_digest = ?)",
        [digest, digest])
      return true
    }
  }

  // MARK: - Parts

  private static func digest(of source: String) throws(StoreError) -> String {
    do {
      return try Digest.sha256.hex(of: source)
    } catch {
      throw StoreError(.unavailable("\(error)"))
    }
  }

  private static func replaceLabels(
    of sequence: Int, by labels: OrderedDictionary<String, String>, in session: any SQLSession, isNew: Bool
  ) throws(StoreError) {
    if !isNew { try session.execute("DELETE FROM execution_labels WHERE execution = ?", [SQLValue(sequence)]) }
    for (name, value) in labels {
      try session.execute(
        "INSERT INTO execution_labels (execution, name, value) VALUES (?, ?, ?)",
        [SQLValue(sequence), .text(name), .text(value)])
    }
  }

  static func changes(of sequence: Int, in session: any SQLSession) throws(StoreError) -> [String] {
    try session.rows(
      "SELECT changes FROM execution_changes WHERE execution = ? ORDER BY revision", [SQLValue(sequence)]
    ) { row throws(StoreError) in try row.text(0) }
  }

  /// Why an append found no row that it may change.
  private static func refusal(
    of claim: ExecutionClaim, expecting revision: Int, in session: any SQLSession
  ) throws(StoreError) -> StoreError {
    let id = claim.executionID
    let row = try session.row(
      "SELECT owner, token, revision FROM executions WHERE id = ?", [.text(id.text)]
    ) { $0 }
    guard let row else { return StoreError(.notFound("execution '\(id)'")) }
    guard try row.optionalText(0) == claim.owner.text, try row.integer(1) == claim.token else {
      return StoreError(.claimLost(id))
    }
    let found = try row.integer(2)
    return found == revision ? StoreError(.ended(id)) : StoreError(.conflict(expected: revision, found: found))
  }
}

/// What changes do to the columns by which executions are found.
private struct ChangeEffect {
  var state: RunState?
  var isClosed: Bool?
  var labels: OrderedDictionary<String, String>?
  /// Whether the changes begin with a restart, which a closed execution takes.
  let reopens: Bool

  init(_ changes: [ExecutionChange]) {
    if case .reopened? = changes.first { reopens = true } else { reopens = false }
    for change in changes {
      switch change {
      case .entered(let state, _): self.state = state
      case .labels(let labels): self.labels = labels
      case .closed: isClosed = true
      case .reopened: isClosed = false
      default: continue
      }
    }
  }
}
