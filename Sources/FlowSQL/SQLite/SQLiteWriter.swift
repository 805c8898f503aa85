import FlowStore

/// One caller's transaction, waiting for the writer.
struct WriteJob: Sendable {
  /// What came of the body.
  struct Outcome {
    /// Why nothing of the body may stay; `nil` when it shall be committed.
    let error: StoreError?
    /// Tells the caller: an error of the commit, or what the body gave.
    let answer: (StoreError?) -> Void
  }

  let run: @Sendable (SQLiteConnection) -> Outcome
  /// Tells the caller that the body was not run.
  let refuse: @Sendable (StoreError) -> Void
}

/// The one writer of a database, on its thread. Transactions that wait at the same time are committed together: one fsync
/// serves them all, and each still stands or falls for itself.
struct SQLiteWriter {
  let connection: SQLiteConnection
  /// The most transactions in one commit.
  let batch: Int

  func run(_ queue: JobQueue<WriteJob>) {
    while true {
      let jobs = queue.next(batch)
      if jobs.isEmpty { return }
      perform(jobs)
    }
  }

  private func perform(_ jobs: [WriteJob]) {
    if jobs.count > 1, let outcomes = together(jobs) {
      for outcome in outcomes { outcome.answer(nil) }
    } else {
      for job in jobs { alone(job) }
    }
  }

  private func alone(_ job: WriteJob) {
    do {
      try connection.execute("BEGIN IMMEDIATE")
    } catch {
      return job.refuse(error)
    }
    let outcome = job.run(connection)
    guard outcome.error == nil else {
      rollBack()
      return outcome.answer(nil)
    }
    do {
      try connection.execute("COMMIT")
      outcome.answer(nil)
    } catch {
      rollBack()
      outcome.answer(error)
    }
  }

  /// - Returns: `nil` when nothing was committed: then each is to be tried alone, so that one cannot spoil the others.
  private func together(_ jobs: [WriteJob]) -> [WriteJob.Outcome]? {
    do {
      try connection.execute("BEGIN IMMEDIATE")
      var outcomes: [WriteJob.Outcome] = []
      for job in jobs {
        try connection.execute("SAVEPOINT job")
        let outcome = job.run(connection)
        if outcome.error != nil { try connection.execute("ROLLBACK TO job") }
        try connection.execute("RELEASE job")
        outcomes.append(outcome)
      }
      try connection.execute("COMMIT")
      return outcomes
    } catch {
      rollBack()
      return nil
    }
  }

  private func rollBack() {
    // SQLite may have done so already. A failure here leaves nothing to do: the next BEGIN reports it.
    if !connection.isOutsideTransaction { _ = try? connection.execute("ROLLBACK") }
  }
}
