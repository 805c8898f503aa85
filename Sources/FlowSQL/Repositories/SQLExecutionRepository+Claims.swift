import FlowModel
import FlowStore
import Pebble

extension SQLExecutionRepository {
  public func claim(
    _ id: ExecutionID, by owner: RunnerID, for lease: Duration
  ) async throws(StoreError) -> ExecutionClaim? {
    let date = now()
    let end = date.adding(lease)
    return try await database.write { session throws(StoreError) in
      let token = try session.row(
        """
        UPDATE executions SET owner = ?, token = token + 1, lease_end = ?
        WHERE id = ? AND (owner IS NULL OR owner = ? OR lease_end IS NULL OR lease_end <= ?) RETURNING token
        """, [.text(owner.text), SQLValue(end), .text(id.text), .text(owner.text), SQLValue(date)]
      ) { row throws(StoreError) in try row.integer(0) }
      if let token { return ExecutionClaim(executionID: id, owner: owner, token: token) }
      try SQLExecutionRepository.requireExecution(id, in: session)
      return nil
    }
  }

  public func renew(_ claims: [ExecutionClaim], for lease: Duration) async throws(StoreError) -> [ExecutionClaim] {
    let end = now().adding(lease)
    return try await database.write { session throws(StoreError) in
      var held: [ExecutionClaim] = []
      for claim in claims {
        let changed = try session.execute(
          "UPDATE executions SET lease_end = ? WHERE id = ? AND owner = ? AND token = ?",
          [SQLValue(end)] + claim.parameters)
        if changed > 0 { held.append(claim) }
      }
      return held
    }
  }

  public func release(_ claim: ExecutionClaim) async throws(StoreError) {
    try await database.write { session throws(StoreError) in
      try session.execute(
        "UPDATE executions SET owner = NULL, lease_end = NULL WHERE id = ? AND owner = ? AND token = ?",
        claim.parameters)
    }
  }

  public func post(_ request: ExecutionRequest, to id: ExecutionID) async throws(StoreError) {
    let kind = RequestKind(request)
    var inputs: String?
    if case .resume(let given) = request { inputs = try values.text(of: .map(given)) }
    try await database.write { [inputs] session throws(StoreError) in
      let added = try session.execute(
        "INSERT INTO execution_requests (execution, kind, inputs) SELECT sequence, ?, ? FROM executions WHERE id = ?",
        [.text(kind.rawValue), SQLValue(inputs), .text(id.text)])
      guard added > 0 else { throw StoreError(.notFound("execution '\(id)'")) }
    }
  }

  public func takeRequests(of claim: ExecutionClaim) async throws(StoreError) -> [ExecutionRequest] {
    let rows = try await database.write { session throws(StoreError) in
      let sequence = try session.row(
        "SELECT sequence FROM executions WHERE id = ? AND owner = ? AND token = ?", claim.parameters
      ) { row throws(StoreError) in try row.integer(0) }
      guard let sequence else { throw StoreError(.claimLost(claim.executionID)) }
      let rows = try session.rows(
        "SELECT kind, inputs FROM execution_requests WHERE execution = ? ORDER BY sequence", [SQLValue(sequence)]
      ) { $0 }
      if !rows.isEmpty {
        try session.execute("DELETE FROM execution_requests WHERE execution = ?", [SQLValue(sequence)])
      }
      return rows
    }
    var requests: [ExecutionRequest] = []
    for row in rows { requests.append(try request(from: row)) }
    return requests
  }

  private func request(from row: SQLRow) throws(StoreError) -> ExecutionRequest {
    switch RequestKind(rawValue: try row.text(0)) {
    case .kill: return .kill
    case .pause: return .pause
    case .forceRun: return .forceRun
    case .resume:
      guard case .map(let inputs) = try values.value(from: try row.text(1)) else { break }
      return .resume(inputs)
    case nil: break
    }
    throw StoreError(.corrupt("a request to an execution cannot be read"))
  }

  private static func requireExecution(_ id: ExecutionID, in session: any SQLSession) throws(StoreError) {
    guard try session.number("SELECT COUNT(*) FROM executions WHERE id = ?", [.text(id.text)]) > 0 else {
      throw StoreError(.notFound("execution '\(id)'"))
    }
  }
}

/// The words for requests in the database.
private enum RequestKind: String {
  case kill, pause, resume, forceRun

  init(_ request: ExecutionRequest) {
    switch request {
    case .kill: self = .kill
    case .pause: self = .pause
    case .resume: self = .resume
    case .forceRun: self = .forceRun
    }
  }
}

extension ExecutionClaim {
  /// For `id = ? AND owner = ? AND token = ?`.
  fileprivate var parameters: [SQLValue] { [.text(executionID.text), .text(owner.text), SQLValue(token)] }
}
