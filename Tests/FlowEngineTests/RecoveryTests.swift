import FlowModel
import FlowStore
import FlowTasks
import Pebble
import Synchronization
import Testing

@testable import FlowEngine

/// A process that dies when it has recorded so many changes: nothing more is recorded, and nothing waits for it.
final class DyingRepository: ExecutionRepository {
  let journal: InMemoryExecutionRepository
  private let left: SharedBox<Int>
  private let recorded = SharedBox(0)
  private let refused = SharedBox(0)

  init(_ journal: InMemoryExecutionRepository, after count: Int) {
    self.journal = journal
    left = SharedBox(count)
  }

  /// The fewest changes after which a process dies later than this one did.
  var next: Int { recorded.value + max(1, refused.value) }

  private func take(_ count: Int) throws(StoreError) {
    guard left.update({ $0 -= count }) >= 0 else {
      if left.value > -1_000_000 { refused.update { $0 = count } }
      left.update { $0 = -2_000_000 }
      throw StoreError(.unavailable("the process died"))
    }
    recorded.update { $0 += count }
  }

  func create(
    _ execution: Execution, of flow: FlowSnapshot, claimedBy owner: RunnerID?, for lease: Duration
  ) async throws(StoreError) -> ExecutionClaim? {
    try take(0)
    return try await journal.create(execution, of: flow, claimedBy: owner, for: lease)
  }

  func append(
    _ changes: [ExecutionChange], to claim: ExecutionClaim, expecting revision: Int
  ) async throws(StoreError) -> Int {
    try take(changes.count)
    return try await journal.append(changes, to: claim, expecting: revision)
  }

  func load(_ id: ExecutionID) async throws(StoreError) -> RecordedExecution { try await journal.load(id) }
  func unfinished(limit: Int, after id: ExecutionID?) async throws(StoreError) -> [ExecutionID] {
    try await journal.unfinished(limit: limit, after: id)
  }
  func search(_ query: ExecutionQuery) async throws(StoreError) -> ExecutionPage { try await journal.search(query) }
  func count(namespace: String, flowID: String, in states: Set<RunState>) async throws(StoreError) -> Int {
    try await journal.count(namespace: namespace, flowID: flowID, in: states)
  }
  func claim(
    _ id: ExecutionID, by owner: RunnerID, for lease: Duration
  ) async throws(StoreError) -> ExecutionClaim? { try await journal.claim(id, by: owner, for: lease) }
  func renew(_ claims: [ExecutionClaim], for lease: Duration) async throws(StoreError) -> [ExecutionClaim] {
    try await journal.renew(claims, for: lease)
  }
  func release(_ claim: ExecutionClaim) async throws(StoreError) { try await journal.release(claim) }
  func post(_ request: ExecutionRequest, to id: ExecutionID) async throws(StoreError) {
    try await journal.post(request, to: id)
  }
  func takeRequests(of claim: ExecutionClaim) async throws(StoreError) -> [ExecutionRequest] {
    try await journal.takeRequests(of: claim)
  }
  @discardableResult func delete(_ id: ExecutionID) async throws(StoreError) -> Bool {
    try await journal.delete(id)
  }
}

@Suite("Recovery")
struct RecoveryTests {
  private static let folder =
    #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/") + "/Flows/"

  /// Runs a flow in a process that dies after so many changes, then in one that takes everything up.
  /// - Returns: also the next count that makes a difference; `nil` when the process did not die.
  private func runCut(_ text: String, after count: Int) async throws -> (Harness, Execution?, next: Int?) {
    let harness = Harness(flows: [ConformanceFlowTests.child])
    let flow = try harness.flow(text)
    let id = ExecutionID("cut")
    let repository = DyingRepository(harness.repository, after: count)
    let dying = Engine(harness.services, repository: repository)
    var next: Int?
    do {
      _ = try await dying.run(flow, inputs: [:], id: id) { harness.observe($0) }
    } catch is StoreError {
      next = repository.next
    }
    harness.clock.skip(to: harness.clock.now.adding(.seconds(61)))
    try await harness.engine.recoverAll { harness.observe($0) }
    return (harness, try? await harness.repository.load(id).current, next)
  }

  @Test(
    "ends every flow wherever the process died, and repeats nothing that was recorded: F01, F24",
    arguments: ConformanceFlowTests.names)
  func cutEverywhere(_ name: String) async throws {
    let text = ConformanceFlowTests.contents(Self.folder + name + ".flow.yaml")
    let (_, whole, _) = try await runCut(text, after: .max)
    let expected = try #require(whole)
    var count = 0
    while count < 1000 {
      let (harness, found, next) = try await runCut(text, after: count)
      guard let next else { return }
      defer { count = next }
      let execution = try #require(found, "lost after \(count)")
      let isWaiting = expected.state.current == .paused
      #expect(execution.isClosed || isWaiting, "\(name) after \(count): \(execution.state.current)")
      #expect(isWaiting == (execution.state.current == .paused), "\(name) after \(count)")
      for run in execution.taskRuns {
        #expect(run.state.entries.count { $0.state.isTerminal } == (run.state.current.isTerminal ? 1 : 0))
        #expect(!execution.isClosed || run.state.current.isTerminal, "\(name) after \(count): \(run.taskID)")
      }
      #expect(try await harness.repository.unfinished(limit: 9, after: nil).isEmpty || isWaiting)
      // A call that fails once succeeds when it is repeated: only flows without failures end alike.
      if !text.contains("fail: ") && !text.contains("'bad'") && name != "loop-until" && name != "subflow-fails" {
        #expect(execution.state.current == expected.state.current, "\(name) after \(count)")
        #expect(execution.taskRuns.map(\.taskID) == expected.taskRuns.map(\.taskID), "\(name) after \(count)")
      }
    }
    Issue.record("the flow never came to its end")
  }

  private static let post = Harness.tasks(
    """
    - {id: a, type: test.Call, name: a}
    - {id: b, type: test.Call, name: b, method: POST, onUnknown: POLICY}
    - {id: c, type: test.Call, name: c}
    """)

  @Test(
    "decides by onUnknown what to do about a request that must not be repeated: F03",
    arguments: [("fail", RunState.failed, 1), ("retry", .success, 2), ("pause", .paused, 1)])
  func unknownOutcome(_ policy: String, _ state: RunState, _ calls: Int) async throws {
    let text = Self.post.replacing("POLICY", with: policy)
    var sawUnknown = false
    var count = 0
    while true {
      let (harness, found, next) = try await runCut(text, after: count)
      guard let next else { break }
      defer { count = next }
      let execution = try #require(found)
      let run = execution.taskRuns.first { $0.taskID == "b" }
      let isUnknown = run?.attempts.contains { $0.isUnknown } == true
      sawUnknown = sawUnknown || isUnknown
      #expect(execution.state.current == (isUnknown ? state : .success), "after \(count)")
      let sent = harness.calls.all.count { $0 == "b" }
      #expect(isUnknown ? (calls - 1...calls).contains(sent) : sent == 1, "after \(count): \(sent)")
    }
    #expect(sawUnknown)
  }

  @Test("gives up an execution that ends the process again and again: F12")
  func poison() async throws {
    let harness = Harness()
    let flow = try harness.flow(Harness.tasks("- {id: a, type: test.Call, name: a}"))
    let id = ExecutionID("poison")
    // Each process records that it takes the execution up and the first mark, and dies.
    _ = try? await Engine(harness.services, repository: DyingRepository(harness.repository, after: 5)).run(
      flow, inputs: [:], id: id
    ) { _ in }
    for _ in 0..<3 {
      harness.clock.skip(to: harness.clock.now.adding(.seconds(61)))
      let dying = Engine(harness.services, repository: DyingRepository(harness.repository, after: 4))
      _ = try? await dying.recover(id) { _ in }
    }
    harness.clock.skip(to: harness.clock.now.adding(.seconds(61)))
    let execution = try await harness.engine.recover(id) { harness.observe($0) }
    #expect(execution.state.current == .failed)
    #expect(harness.log.value.contains { $0.contains("crashed the server 3 times") })
  }

  @Test("waits what is left of a retry, and keeps the count of attempts: F23")
  func retryWait() async throws {
    let text = Harness.tasks(
      "- {id: a, type: test.Call, name: a, fail: 9, retry: {type: constant, interval: PT10M, maxAttempts: 2}}")
    var sawWait = false
    for count in 0..<100 {
      let harness = Harness()
      let start = harness.clock.now
      let dying = Engine(harness.services, repository: DyingRepository(harness.repository, after: count))
      do {
        _ = try await dying.run(try harness.flow(text), inputs: [:], id: ExecutionID("e")) { _ in }
        break
      } catch is StoreError {}
      guard let before = try? await harness.repository.load(ExecutionID("e")).current.taskRuns.first else { continue }
      let isWaiting = before.state.current == .retrying
      sawWait = sawWait || isWaiting
      harness.clock.skip(to: harness.clock.now.adding(.seconds(61)))
      let execution = try await harness.engine.recover(ExecutionID("e")) { harness.observe($0) }
      let run = try #require(execution.taskRuns.first)
      #expect(execution.state.current == .failed)
      #expect(run.attempts.count { $0.state.current == .failed } == 2)
      #expect(start.distance(to: harness.clock.now) >= .seconds(600))
      if isWaiting { #expect(start.distance(to: run.state.endDate) < .seconds(1300)) }
    }
    #expect(sawWait)
  }
}
