import FlowModel
import FlowStore
import Pebble
import Synchronization
import Testing

@Suite("The journal in memory")
struct InMemoryExecutionRepositoryTests {
  private let repository: InMemoryExecutionRepository
  private let flow = FlowSnapshot(namespace: "a.b", id: "f", revision: 1, source: "id: f")
  private let one = RunnerID("one")
  private let two = RunnerID("two")

  init() {
    let clock = FixedClock()
    self.fixed = clock
    repository = InMemoryExecutionRepository { clock.now }
  }

  private let fixed: FixedClock

  final class FixedClock: Sendable {
    private let date = Mutex(Instant(seconds: 1000))
    var now: Instant { date.withLock { $0 } }
    func advance(_ duration: Duration) { date.withLock { $0 = $0.adding(duration) } }
  }

  private func create(_ id: String, owner: RunnerID?) async throws -> ExecutionClaim? {
    let execution = Execution(
      id: ExecutionID(id), namespace: "a.b", flowID: "f", flowRevision: 1, inputs: [:], createdAt: fixed.now)
    return try await repository.create(execution, of: flow, claimedBy: owner, for: .seconds(60))
  }

  private func kind(_ work: () async throws -> Void) async -> StoreError.Kind? {
    do {
      try await work()
      return nil
    } catch {
      return (error as? StoreError)?.kind
    }
  }

  @Test("appends in order, at the revision that the writer knows")
  func append() async throws {
    let claim = try #require(try await create("e", owner: one))
    let revision = try await repository.append(
      [.entered(.running, at: fixed.now), .recovered(at: fixed.now)], to: claim, expecting: 0)
    #expect(revision == 2)
    #expect(
      await kind { _ = try await repository.append([.closed(at: fixed.now)], to: claim, expecting: 0) }
        == .conflict(expected: 0, found: 2))
    let recorded = try await repository.load(claim.executionID)
    #expect(recorded.revision == 2)
    #expect(recorded.current.state.current == .running)
    #expect(recorded.current.recoveries == 1)
  }

  @Test("gives an execution to one runner, and to the next when the lease has run out: F07")
  func claims() async throws {
    let first = try #require(try await create("e", owner: one))
    #expect(try await repository.claim(first.executionID, by: two, for: .seconds(60)) == nil)
    fixed.advance(.seconds(59))
    #expect(try await repository.renew([first], for: .seconds(60)) == [first])
    fixed.advance(.seconds(61))
    let second = try #require(try await repository.claim(first.executionID, by: two, for: .seconds(60)))
    #expect(second.token > first.token)
    #expect(try await repository.renew([first], for: .seconds(60)).isEmpty)
    #expect(
      await kind { _ = try await repository.append([.closed(at: fixed.now)], to: first, expecting: 0) }
        == .claimLost(first.executionID))
  }

  @Test("an ended execution stays ended until it is reopened: F05")
  func ended() async throws {
    let claim = try #require(try await create("e", owner: one))
    var revision = try await repository.append(
      [.entered(.success, at: fixed.now), .closed(at: fixed.now)], to: claim, expecting: 0)
    #expect(try await repository.unfinished(limit: 10, after: nil).isEmpty)
    #expect(
      await kind {
        _ = try await repository.append([.entered(.running, at: fixed.now)], to: claim, expecting: 2)
      } == .ended(claim.executionID))
    revision = try await repository.append(
      [.reopened(attemptNumber: 2, at: fixed.now)], to: claim, expecting: revision)
    #expect(try await repository.unfinished(limit: 10, after: nil) == [claim.executionID])
  }

  @Test("gives out each request once, and lists what is unfinished in pages")
  func requests() async throws {
    let claim = try #require(try await create("e1", owner: one))
    _ = try await create("e2", owner: nil)
    _ = try await create("e3", owner: nil)
    try await repository.post(.kill, to: claim.executionID)
    #expect(try await repository.takeRequests(of: claim) == [.kill])
    #expect(try await repository.takeRequests(of: claim).isEmpty)
    #expect(try await repository.unfinished(limit: 2, after: nil).map(\.text) == ["e1", "e2"])
    #expect(try await repository.unfinished(limit: 2, after: ExecutionID("e2")).map(\.text) == ["e3"])
    var query = ExecutionQuery()
    query.namespace = "a"
    query.limit = 2
    let page = try await repository.search(query)
    #expect(page.total == 3)
    #expect(page.executions.map(\.id.text) == ["e3", "e2"])
    #expect(try await repository.count(namespace: "a.b", flowID: "f", in: [.created]) == 3)
    #expect(await kind { try await repository.post(.kill, to: ExecutionID("none")) } == .notFound("execution 'none'"))
  }
}
