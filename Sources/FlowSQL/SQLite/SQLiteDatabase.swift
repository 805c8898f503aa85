import FlowStore
import Synchronization

/// A database in one file of this machine, through SQLite's own C interface.
///
/// One thread writes and commits in groups; up to ``maximumReaders`` threads read beside it, each on a state of its own (WAL).
/// Several processes may use one file: they wait for each other up to five seconds.
public final class SQLiteDatabase: SQLDatabase {
  public static let maximumReaders = 4
  /// Transactions that share one commit, at most.
  public static let maximumBatch = 256
  /// Transactions that may wait before new ones are refused.
  public static let maximumWaiting = 65_536

  public let dialect = SQLDialect.sqlite
  public let path: String

  private typealias ReadJob = @Sendable (Swift.Result<SQLiteConnection, StoreError>) -> Void

  private struct Readers {
    var count = 0
  }

  private let writes = JobQueue<WriteJob>(limit: SQLiteDatabase.maximumWaiting)
  private let reads = JobQueue<ReadJob>(limit: SQLiteDatabase.maximumWaiting)
  private let readers = Mutex(Readers())
  /// Signalled by the writer's thread when it has closed its connection.
  private let end = Mutex<(isOver: Bool, waiting: [CheckedContinuation<Void, Never>])>((false, []))

  private init(path: String) {
    self.path = path
  }

  deinit {
    writes.close()
    reads.close()
  }

  /// Opens a file, and makes it where it is missing. Its folder must be there.
  ///
  /// - Parameter maximumBatch: the most transactions in one commit; to measure what sharing commits gives.
  public static func open(
    _ path: String, maximumBatch: Int = SQLiteDatabase.maximumBatch
  ) async throws(StoreError) -> SQLiteDatabase {
    let database = SQLiteDatabase(path: path)
    let result: Swift.Result<Void, StoreError> = await withCheckedContinuation { continuation in
      // The thread holds the queue, not the database: dropping the database ends the thread.
      let isStarted = WorkerThread.start { [path, writes = database.writes, weak database] in
        do throws(StoreError) {
          let connection = try SQLiteConnection(path, as: .writer)
          continuation.resume(returning: .success(()))
          SQLiteWriter(connection: connection, batch: max(1, maximumBatch)).run(writes)
        } catch {
          continuation.resume(returning: .failure(error))
        }
        database?.ended()
      }
      if !isStarted { continuation.resume(returning: .failure(StoreError(.unavailable("no thread could be started")))) }
    }
    try result.get()
    return database
  }

  @discardableResult
  public func write<Result: Sendable>(
    _ body: @escaping @Sendable (any SQLSession) throws(StoreError) -> Result
  ) async throws(StoreError) -> Result {
    let result: Swift.Result<Result, StoreError> = await withCheckedContinuation { continuation in
      let job = WriteJob(
        run: { connection in
          let result = Swift.Result { () throws(StoreError) in try body(connection) }
          return WriteJob.Outcome(error: result.error) { commitError in
            continuation.resume(returning: commitError.map { .failure($0) } ?? result)
          }
        },
        refuse: { continuation.resume(returning: .failure($0)) })
      if let error = SQLiteDatabase.refusal(writes.add(job)) { job.refuse(error) }
    }
    return try result.get()
  }

  public func read<Result: Sendable>(
    _ body: @escaping @Sendable (any SQLSession) throws(StoreError) -> Result
  ) async throws(StoreError) -> Result {
    let result: Swift.Result<Result, StoreError> = await withCheckedContinuation { continuation in
      submit { connection in
        continuation.resume(returning: SQLiteDatabase.read(connection, body))
      }
    }
    return try result.get()
  }

  public func readNow<Result: Sendable>(
    _ body: @escaping @Sendable (any SQLSession) throws(StoreError) -> Result
  ) throws(StoreError) -> Result {
    let done = Semaphore()
    let answer = SharedAnswer<Result>()
    submit { connection in
      answer.result.withLock { $0 = SQLiteDatabase.read(connection, body) }
      done.signal()
    }
    done.wait()
    guard let result = answer.result.withLock({ $0 }) else { throw SQLiteFailure.closed }
    return try result.get()
  }

  public func close() async {
    writes.close()
    reads.close()
    await withCheckedContinuation { continuation in
      let isOver = end.withLock { end in
        if !end.isOver { end.waiting.append(continuation) }
        return end.isOver
      }
      if isOver { continuation.resume() }
    }
  }

  private func ended() {
    let waiting = end.withLock { end in
      end.isOver = true
      defer { end.waiting = [] }
      return end.waiting
    }
    for continuation in waiting { continuation.resume() }
  }

  // MARK: - Readers

  private func submit(_ job: @escaping ReadJob) {
    if let error = SQLiteDatabase.refusal(reads.add(job)) { return job(.failure(error)) }
    let starts = readers.withLock { readers in
      guard readers.count < SQLiteDatabase.maximumReaders else { return false }
      readers.count += 1
      return true
    }
    guard starts else { return }
    let isStarted = WorkerThread.start { [path, reads] in
      let connection = Swift.Result { () throws(StoreError) in try SQLiteConnection(path, as: .reader) }
      while let job = reads.next(1).first { job(connection) }
    }
    guard !isStarted else { return }
    let left = readers.withLock { readers in
      readers.count -= 1
      return readers.count
    }
    // Without any reader nobody would ever answer.
    if left == 0, let job = reads.next(1).first {
      job(.failure(StoreError(.unavailable("no thread could be started"))))
    }
  }

  private static func read<Result>(
    _ connection: Swift.Result<SQLiteConnection, StoreError>, _ body: (any SQLSession) throws(StoreError) -> Result
  ) -> Swift.Result<Result, StoreError> {
    Swift.Result { () throws(StoreError) in
      let connection = try connection.get()
      try connection.execute("BEGIN")
      defer { _ = try? connection.execute("COMMIT") }
      return try body(connection)
    }
  }

  private static func refusal<Job>(_ answer: JobQueue<Job>.Answer) -> StoreError? {
    switch answer {
    case .taken: nil
    case .full: SQLiteFailure.overloaded
    case .closed: SQLiteFailure.closed
    }
  }
}

/// Where a thread leaves the answer that another one waits for.
private final class SharedAnswer<Result: Sendable>: Sendable {
  let result = Mutex<Swift.Result<Result, StoreError>?>(nil)
}

extension Result {
  fileprivate var error: Failure? {
    guard case .failure(let error) = self else { return nil }
    return error
  }
}
