import Glibc
import Synchronization

/// Jobs for threads that may block. Handing a job over never blocks the caller.
final class JobQueue<Job: Sendable>: Sendable {
  private struct State {
    var jobs: [Job] = []
    var isClosed = false
  }

  private let state = Mutex(State())
  private let arrivals = Semaphore()
  private let limit: Int

  /// - Parameter limit: the most jobs that may wait.
  init(limit: Int) {
    self.limit = limit
  }

  enum Answer {
    case taken
    case full
    case closed
  }

  func add(_ job: Job) -> Answer {
    let answer: Answer = state.withLock { state in
      guard !state.isClosed else { return .closed }
      guard state.jobs.count < limit else { return .full }
      state.jobs.append(job)
      return .taken
    }
    if case .taken = answer { arrivals.signal() }
    return answer
  }

  /// Waits for jobs and takes up to `count`, in order. Empty when the queue is closed and nothing is left.
  func next(_ count: Int) -> [Job] {
    while true {
      let (jobs, isClosed) = state.withLock { state in
        let jobs = Array(state.jobs.prefix(count))
        state.jobs.removeFirst(jobs.count)
        return (jobs, state.isClosed)
      }
      if !jobs.isEmpty { return jobs }
      if isClosed {
        // For the other threads of this queue.
        arrivals.signal()
        return []
      }
      arrivals.wait()
    }
  }

  /// Takes no more jobs. Those that wait are still given out.
  func close() {
    state.withLock { $0.isClosed = true }
    arrivals.signal()
  }
}

/// A counting semaphore of the operating system.
///
/// `@unchecked`: POSIX makes `sem_t` for use by several threads; its address never changes.
final class Semaphore: @unchecked Sendable {
  private let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

  init() {
    sem_init(semaphore, 0, 0)
  }

  deinit {
    sem_destroy(semaphore)
    semaphore.deallocate()
  }

  func signal() {
    sem_post(semaphore)
  }

  func wait() {
    while sem_wait(semaphore) != 0 && errno == EINTR {}
  }
}
