import FlowModel
import FlowStore
import OrderedCollections
import Pebble
import Testing

@Suite("Execution repository")
struct ExecutionRepositoryTests {
  private let flow = FlowSnapshot(namespace: "company.team", id: "flow", revision: 3, source: "id: flow\n# ☃")
  private let owner = RunnerID("one")

  private func execution(
    _ id: String, namespace: String = "company.team", flowID: String = "flow",
    labels: OrderedDictionary<String, String> = [:], trigger: ExecutionTrigger? = nil, at date: Instant
  ) -> Execution {
    Execution(
      id: ExecutionID(id), namespace: namespace, flowID: flowID, flowRevision: 3,
      inputs: ["n": .int(1), "token": .secret(Secret(.string("hush")))], labels: labels, trigger: trigger,
      createdAt: date)
  }

  private func claimed(
    _ fixture: StoreFixture, _ execution: Execution
  ) async throws -> ExecutionClaim {
    try #require(
      try await fixture.executions.create(execution, of: flow, claimedBy: owner, for: .seconds(60)))
  }

  @Test("gives back what was created and appended, labels of secrets included", arguments: Backend.allCases)
  func roundTrip(_ backend: Backend) async throws {
    let fixture = try await StoreFixture(backend)
    let date = fixture.clock.now
    let created = execution("a", labels: ["k": "v"], at: date)
    let claim = try await claimed(fixture, created)
    let run = TaskRunID("r")
    let first: [ExecutionChange] = [
      .entered(.running, at: date),
      .taskRunCreated(run, taskID: "t", parent: nil, value: "v", iteration: 0, at: date),
    ]
    let second: [ExecutionChange] = [
      .attemptStarted(run, at: date),
      .taskOutputs(run, ["s": .secret(Secret(.string("x"), masked: "m")), "d": .double(1)]),
    ]
    #expect(try await fixture.executions.append(first, to: claim, expecting: 0) == 2)
    #expect(try await fixture.executions.append(second, to: claim, expecting: 2) == 4)
    #expect(try await fixture.executions.append([], to: claim, expecting: 4) == 4)
    let recorded = try await fixture.executions.load(created.id)
    #expect(recorded.created == created)
    #expect(recorded.flow == flow)
    #expect(recorded.changes == first + second)
    #expect(recorded.created.inputs["token"]?.containsSecret == true)
  }

  @Test("refuses an id twice, and what is not there", arguments: Backend.allCases)
  func identity(_ backend: Backend) async throws {
    let fixture = try await StoreFixture(backend)
    let created = execution("a", at: fixture.clock.now)
    #expect(try await fixture.executions.create(created, of: flow, claimedBy: nil, for: .zero) == nil)
    await #expect(throws: StoreError(.alreadyExists("execution 'a'"))) {
      _ = try await fixture.executions.create(created, of: flow, claimedBy: nil, for: .zero)
    }
    let missing = StoreError(.notFound("execution 'b'"))
    let id = ExecutionID("b")
    let claim = ExecutionClaim(executionID: id, owner: owner, token: 1)
    await #expect(throws: missing) { _ = try await fixture.executions.load(id) }
    await #expect(throws: missing) { _ = try await fixture.executions.append([], to: claim, expecting: 0) }
    await #expect(throws: missing) { _ = try await fixture.executions.claim(id, by: owner, for: .zero) }
    await #expect(throws: missing) { try await fixture.executions.post(.kill, to: id) }
    #expect(try await fixture.executions.delete(id) == false)
  }

  @Test("appends at the revision that the writer knows, and all of it or nothing", arguments: Backend.allCases)
  func revisions(_ backend: Backend) async throws {
    let fixture = try await StoreFixture(backend)
    let claim = try await claimed(fixture, execution("a", at: fixture.clock.now))
    let change = ExecutionChange.entered(.running, at: fixture.clock.now)
    _ = try await fixture.executions.append([change], to: claim, expecting: 0)
    await #expect(throws: StoreError(.conflict(expected: 0, found: 1))) {
      _ = try await fixture.executions.append([change, change], to: claim, expecting: 0)
    }
    #expect(try await fixture.executions.load(claim.executionID).revision == 1)
  }

  @Test("of many writers of one revision, one wins", arguments: Backend.allCases)
  func race(_ backend: Backend) async throws {
    let fixture = try await StoreFixture(backend)
    let claim = try await claimed(fixture, execution("a", at: fixture.clock.now))
    let change = ExecutionChange.entered(.running, at: fixture.clock.now)
    let winners = await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<50 {
        group.addTask { (try? await fixture.executions.append([change], to: claim, expecting: 0)) != nil }
      }
      return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    #expect(winners == 1)
    #expect(try await fixture.executions.load(claim.executionID).revision == 1)
  }

  @Test(
    "gives an execution to one runner, and to the next when the lease has run out: F07", arguments: Backend.allCases)
  func claims(_ backend: Backend) async throws {
    let fixture = try await StoreFixture(backend)
    let first = try await claimed(fixture, execution("a", at: fixture.clock.now))
    let id = first.executionID
    #expect(try await fixture.executions.claim(id, by: RunnerID("two"), for: .seconds(60)) == nil)
    fixture.clock.advance(by: .seconds(59))
    #expect(try await fixture.executions.renew([first], for: .seconds(60)) == [first])
    fixture.clock.advance(by: .seconds(59))
    #expect(try await fixture.executions.claim(id, by: RunnerID("two"), for: .seconds(60)) == nil)
    fixture.clock.advance(by: .seconds(1))
    let second = try #require(try await fixture.executions.claim(id, by: RunnerID("two"), for: .seconds(60)))
    #expect(second.token > first.token)
    await #expect(throws: StoreError(.claimLost(id))) {
      _ = try await fixture.executions.append([], to: first, expecting: 0)
    }
    await #expect(throws: StoreError(.claimLost(id))) { _ = try await fixture.executions.takeRequests(of: first) }
    #expect(try await fixture.executions.renew([first, second], for: .seconds(60)) == [second])
    try await fixture.executions.release(first)
    #expect(try await fixture.executions.append([], to: second, expecting: 0) == 0)
    let again = try #require(try await fixture.executions.claim(id, by: RunnerID("two"), for: .seconds(60)))
    #expect(again.token > second.token)
    try await fixture.executions.release(again)
    await #expect(throws: StoreError(.claimLost(id))) {
      _ = try await fixture.executions.append([], to: again, expecting: 0)
    }
    #expect(try await fixture.executions.claim(id, by: owner, for: .seconds(60)) != nil)
  }

  @Test("an ended execution stays ended until it is reopened: F05", arguments: Backend.allCases)
  func ended(_ backend: Backend) async throws {
    let fixture = try await StoreFixture(backend)
    let date = fixture.clock.now
    let claim = try await claimed(fixture, execution("a", at: date))
    let end: [ExecutionChange] = [.entered(.failed, at: date), .closed(at: date)]
    _ = try await fixture.executions.append(end, to: claim, expecting: 0)
    await #expect(throws: StoreError(.ended(claim.executionID))) {
      _ = try await fixture.executions.append([.entered(.running, at: date)], to: claim, expecting: 2)
    }
    #expect(try await fixture.executions.unfinished(limit: 10, after: nil) == [])
    let restart: [ExecutionChange] = [.reopened(attemptNumber: 2, at: date), .entered(.restarted, at: date)]
    #expect(try await fixture.executions.append(restart, to: claim, expecting: 2) == 4)
    #expect(try await fixture.executions.unfinished(limit: 10, after: nil) == [claim.executionID])
  }

  @Test("gives out each request once, in order", arguments: Backend.allCases)
  func requests(_ backend: Backend) async throws {
    let fixture = try await StoreFixture(backend)
    let claim = try await claimed(fixture, execution("a", at: fixture.clock.now))
    let requests: [ExecutionRequest] = [.pause, .resume(["a": .secret(Secret(.string("b")))]), .forceRun, .kill]
    for request in requests { try await fixture.executions.post(request, to: claim.executionID) }
    #expect(try await fixture.executions.takeRequests(of: claim) == requests)
    #expect(try await fixture.executions.takeRequests(of: claim) == [])
  }

  @Test("lists what is unfinished, oldest first and in pages", arguments: Backend.allCases)
  func unfinished(_ backend: Backend) async throws {
    let fixture = try await StoreFixture(backend)
    for id in ["c", "a", "b"] {
      _ = try await fixture.executions.create(
        execution(id, at: fixture.clock.now), of: flow, claimedBy: nil, for: .zero)
    }
    let first = try await fixture.executions.unfinished(limit: 2, after: nil)
    #expect(first.map(\.text) == ["c", "a"])
    #expect(try await fixture.executions.unfinished(limit: 2, after: first.last).map(\.text) == ["b"])
  }

  @Test("finds by namespace, flow, state, labels, time and starter, in pages", arguments: Backend.allCases)
  func search(_ backend: Backend) async throws {
    let fixture = try await StoreFixture(backend)
    let child = ExecutionTrigger(id: "t", type: "Subflow", variables: ["executionId": .string("a")])
    let start = fixture.clock.now
    let all = [
      execution("a", namespace: "x", labels: ["team": "red"], at: start),
      execution(
        "b", namespace: "x.y", labels: ["team": "blue", "n": "1"], trigger: child, at: start.adding(.seconds(1))),
      execution("c", namespace: "x_y", flowID: "other", at: start.adding(.seconds(2))),
    ]
    for one in all {
      let claim = try await claimed(fixture, one)
      if one.id.text != "c" {
        _ = try await fixture.executions.append(
          [.entered(.running, at: start), .labels(one.labels)], to: claim, expecting: 0)
      }
    }
    func found(_ change: (inout ExecutionQuery) -> Void) async throws -> [String] {
      var query = ExecutionQuery()
      change(&query)
      return try await fixture.executions.search(query).executions.map(\.id.text)
    }
    #expect(try await found { _ in } == ["c", "b", "a"])
    #expect(try await found { $0.isNewestFirst = false } == ["a", "b", "c"])
    #expect(try await found { $0.namespace = "x" } == ["b", "a"])
    #expect(try await found { $0.flowID = "other" } == ["c"])
    #expect(try await found { $0.states = [.running, .failed] } == ["b", "a"])
    #expect(try await found { $0.labels = ["team": "blue", "n": "1"] } == ["b"])
    #expect(try await found { $0.labels = ["team": "blue", "n": "2"] } == [])
    #expect(try await found { $0.createdFrom = start.adding(.seconds(1)) } == ["c", "b"])
    #expect(try await found { $0.createdBefore = start.adding(.seconds(1)) } == ["a"])
    #expect(try await found { $0.startedBy = ExecutionID("a") } == ["b"])
    var page = ExecutionQuery()
    page.limit = 1
    page.offset = 1
    let result = try await fixture.executions.search(page)
    #expect(result.total == 3)
    #expect(result.executions.map(\.state.current) == [.running])
    #expect(try await fixture.executions.count(namespace: "x", flowID: "flow", in: [.running]) == 1)
    #expect(try await fixture.executions.count(namespace: "x", flowID: "flow", in: []) == 0)
  }

  @Test(
    "takes filters as the text they are: G05", arguments: Backend.allCases,
    [
      "' OR 1=1 --", "%", "_", "\"", "x' UNION SELECT", "\u{0}", "a\\",
    ])
  func hostileFilters(_ backend: Backend, _ text: String) async throws {
    let fixture = try await StoreFixture(backend)
    _ = try await claimed(fixture, execution("a", at: fixture.clock.now))
    var query = ExecutionQuery()
    query.namespace = text
    #expect(try await fixture.executions.search(query).total == 0)
    query = ExecutionQuery()
    query.labels = [text: text]
    #expect(try await fixture.executions.search(query).total == 0)
    var logs = LogQuery()
    logs.text = text
    try await fixture.logs.append([LogFixture.record("plain")])
    #expect(try await fixture.logs.records(logs).isEmpty)
    var flows = FlowQuery()
    flows.text = text
    _ = try await fixture.flows.save("id: f", namespace: "n", id: "f", policy: .create)
    #expect(try await fixture.flows.search(flows).total == 0)
  }

  @Test("deletes an execution with all that belongs to it", arguments: Backend.allCases)
  func deletes(_ backend: Backend) async throws {
    let fixture = try await StoreFixture(backend)
    let claim = try await claimed(fixture, execution("a", labels: ["k": "v"], at: fixture.clock.now))
    _ = try await claimed(fixture, execution("b", at: fixture.clock.now))
    try await fixture.executions.post(.kill, to: claim.executionID)
    #expect(try await fixture.executions.delete(claim.executionID))
    #expect(try await fixture.executions.delete(claim.executionID) == false)
    #expect(try await fixture.executions.search(ExecutionQuery()).executions.map(\.id.text) == ["b"])
    #expect(try await fixture.executions.load(ExecutionID("b")).flow == flow)
    _ = try await claimed(fixture, execution("a", at: fixture.clock.now))
    #expect(try await fixture.executions.load(claim.executionID).changes == [])
  }
}
