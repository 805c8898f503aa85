import FlowStore
import Testing

@testable import FlowSQL

@Suite("SQLite database")
struct SQLiteDatabaseTests {
  private let folder = DatabaseFolder()

  private func open(_ name: String = "a.db") async throws -> SQLiteDatabase {
    let database = try await SQLiteDatabase.open(folder.path + "/" + name)
    try await database.write { session throws(StoreError) in
      try session.execute("CREATE TABLE IF NOT EXISTS t (k TEXT PRIMARY KEY, v BIGINT)")
    }
    return database
  }

  @Test("keeps every kind of value, U+0000 and emptiness included")
  func values() async throws {
    let database = try await open()
    let values: [SQLValue] = [
      .null, .integer(.min), .integer(.max), .real(1.5), .text(""), .text("a\u{0}b"), .text("é☃😀"), .blob([]),
      .blob([0, 255]),
    ]
    let row = try await database.read { session throws(StoreError) in
      try session.row("SELECT " + values.map { _ in "?" }.joined(separator: ", "), values) { $0 }
    }
    #expect(row?.values == values)
  }

  @Test("commits many callers together, and each stands or falls for itself")
  func groupCommit() async throws {
    let database = try await open()
    let failures = await withTaskGroup(of: Bool.self) { group in
      for number in 0..<400 {
        group.addTask {
          do {
            try await database.write { session throws(StoreError) in
              try session.execute("INSERT INTO t VALUES (?, ?)", [.text("k\(number)"), SQLValue(number)])
              if number % 10 == 0 { throw StoreError(.notFound("luck")) }
            }
            return false
          } catch {
            return true
          }
        }
      }
      return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    #expect(failures == 40)
    let counts = try await database.read { session throws(StoreError) in
      [
        try session.number("SELECT COUNT(*) FROM t"), try session.number("SELECT COUNT(*) FROM t WHERE v % 10 = 0"),
      ]
    }
    #expect(counts == [360, 0])
  }

  @Test("a body that breaks the common transaction does not spoil the others")
  func brokenTransaction() async throws {
    let database = try await open()
    await withTaskGroup(of: Void.self) { group in
      for number in 0..<50 {
        group.addTask {
          _ = try? await database.write { session throws(StoreError) in
            try session.execute("INSERT INTO t VALUES (?, ?)", [.text("k\(number)"), SQLValue(number)])
            // What SQLite does by itself when the disk is full.
            if number == 25 { try session.execute("ROLLBACK") }
          }
        }
      }
    }
    let kept = try await database.read { session throws(StoreError) in try session.number("SELECT COUNT(*) FROM t") }
    #expect(kept == 49)
  }

  @Test("what was written is there after the database is opened anew")
  func reopen() async throws {
    let first = try await open()
    try await first.write { session throws(StoreError) in try session.execute("INSERT INTO t VALUES ('a', 1)") }
    await first.close()
    await #expect(throws: StoreError.self) { try await first.write { _ in } }
    await #expect(throws: StoreError.self) { try await first.read { _ in } }
    let second = try await open()
    #expect(try second.readNow { session throws(StoreError) in try session.number("SELECT v FROM t") } == 1)
  }

  @Test("readers cannot write")
  func readOnly() async throws {
    let database = try await open()
    await #expect(throws: StoreError.self) {
      try await database.read { session throws(StoreError) in try session.execute("INSERT INTO t VALUES ('a', 1)") }
    }
  }

  @Test("two processes' worth of connections write to one file without losing anything")
  func twoWriters() async throws {
    let first = try await open()
    let second = try await open()
    await withTaskGroup(of: Void.self) { group in
      for number in 0..<200 {
        group.addTask {
          _ = try? await (number % 2 == 0 ? first : second).write { session throws(StoreError) in
            try session.execute("INSERT INTO t VALUES (?, 0)", [.text("k\(number)")])
          }
        }
      }
    }
    #expect(try await second.read { session throws(StoreError) in try session.number("SELECT COUNT(*) FROM t") } == 200)
  }

  @Test("tells in words what is wrong with a file")
  func openErrors() async throws {
    folder.write("not a database, but long enough to look at its header: 0123456789", to: "text.db")
    await #expect { _ = try await SQLiteDatabase.open(folder.path + "/text.db") } throws: { error in
      guard case .corrupt? = (error as? StoreError)?.kind else { return false }
      return "\(error)".contains("text.db")
    }
    await #expect { _ = try await SQLiteDatabase.open(folder.path + "/missing/a.db") } throws: { error in
      guard case .unavailable? = (error as? StoreError)?.kind else { return false }
      return "\(error)".contains("cannot be opened")
    }
  }

  @Test("a migration runs once; a newer schema is refused and nothing is changed")
  func migrations() async throws {
    let database = try await open()
    let first = Migration(1) { _ in ["CREATE TABLE one (a BIGINT)"] }
    let second = Migration(2) { _ in ["CREATE TABLE two (a BIGINT)", "INSERT INTO two VALUES (7)"] }
    try await Migration.run([first], on: database)
    try await Migration.run([first, second], on: database)
    try await Migration.run([first, second], on: database)
    #expect(
      try await database.read { session throws(StoreError) in try session.number("SELECT COUNT(*) FROM two") } == 1)
    await #expect(throws: StoreError(.newerFormat(found: 2, known: 1))) {
      try await Migration.run([first], on: database)
    }
  }

  @Test("a migration that fails in its middle leaves nothing")
  func failedMigration() async throws {
    let database = try await open()
    let broken = Migration(1) { _ in ["CREATE TABLE one (a BIGINT)", "CREATE TABLE broken"] }
    await #expect(throws: StoreError.self) { try await Migration.run([broken], on: database) }
    let tables = try await database.read { session throws(StoreError) in
      try session.number("SELECT COUNT(*) FROM sqlite_master WHERE name = 'one'")
    }
    #expect(tables == 0)
  }
}
