import FlowModel

/// How far a list of tasks, or several at once, has come: the flow's own, or those in a flowable task.
///
/// It is a fold over the runs of its tasks: created, ended. So it is the same after a crash.
struct Frame: Sendable {
  /// One list of tasks that is worked through in order.
  struct Lane: Sendable {
    /// The place in its list of the last run that was created.
    var position: Int
    var isRunning: Bool
  }

  private(set) var phase: ExecutionPlan.Phase = .main
  /// The lanes that are begun and not at their end. Of the main phase there may be several, by iteration or by place.
  private(set) var lanes: [Int: Lane] = [:]
  /// The first lane of the main phase that has not begun.
  private(set) var nextLane = 0
  /// The lanes of the main phase that have come to their end, where others wait for them.
  private(set) var endedLanes: Set<Int> = []
  private(set) var hasFailed = false
  private(set) var hasWarning = false
  private(set) var wasKilled = false
  /// Whether the present phase stopped at a failure.
  private(set) var isPhaseFailed = false

  mutating func created(phase: ExecutionPlan.Phase, lane: Int, position: Int) {
    if phase != self.phase {
      self.phase = phase
      lanes = [:]
      isPhaseFailed = false
    }
    lanes[lane] = Lane(position: position, isRunning: true)
    if phase == .main { nextLane = max(nextLane, lane + 1) }
  }

  /// - Parameter isLast: whether its list has no task after it.
  mutating func ended(_ state: RunState, phase: ExecutionPlan.Phase, lane: Int, isLast: Bool) {
    guard phase == self.phase else { return }
    lanes[lane]?.isRunning = false
    // Tasks for errors do not mend what happened, nor make it worse.
    if phase == .main || phase == .finally {
      hasFailed = hasFailed || state == .failed
      hasWarning = hasWarning || state == .warning
      wasKilled = wasKilled || state == .killed || state == .cancelled
    }
    let stops = state == .failed || state == .killed || state == .cancelled || state == .retried
    isPhaseFailed = isPhaseFailed || stops
    if stops || isLast {
      lanes[lane] = nil
      endedLanes.insert(lane)
    }
  }

  mutating func skipLane() {
    endedLanes.insert(nextLane)
    nextLane += 1
  }

  mutating func skipped(lane: Int) {
    endedLanes.insert(lane)
  }

  mutating func enter(_ phase: ExecutionPlan.Phase) {
    self.phase = phase
    lanes = [:]
    isPhaseFailed = false
  }

  /// What its owner ends as, before `allowFailure` and `allowWarning`.
  var state: RunState {
    if wasKilled { return .killed }
    if hasFailed { return .failed }
    return hasWarning ? .warning : .success
  }
}
