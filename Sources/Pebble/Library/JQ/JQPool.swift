import CJQ
import Synchronization

/// Runs jq programs, each within bounds, and keeps them compiled: compiling costs milliseconds, running microseconds.
///
/// A compiled program serves one run at a time; when all of them are busy another is compiled.
final class JQPool: Sendable {
  static let shared = JQPool()
  /// Compiled programs kept at most.
  static let capacity = 64
  /// Bytes of one program.
  static let maximumProgramBytes = 32 * 1024
  /// Seconds for one run.
  static let timeLimit: Double = 3
  /// Bytes that the process may grow by during one run.
  static let memoryBytes = 256 << 20
  /// Outputs of one run.
  static let maximumOutputs = 100_000

  private struct Program: @unchecked Sendable {
    let source: String
    let state: OpaquePointer
  }

  private let idle = Mutex<[Program]>([])

  /// The outputs as JSON texts.
  /// - Parameter isKept: whether the compiled program may stay; not for a program that holds a secret.
  func run(
    _ source: String, on input: String, outputBytes: Int, isKept: Bool = true, seconds: Double = JQPool.timeLimit
  ) throws(JQError) -> [String] {
    guard source.utf8.count <= JQPool.maximumProgramBytes else {
      throw .invalid("the program has more than \(JQPool.maximumProgramBytes) bytes")
    }
    guard !source.utf8.contains(0), let length = Int32(exactly: input.utf8.count) else {
      throw .invalid("the program or its input cannot be passed to jq")
    }
    var run = apus_jq_run()
    run.state = take(source)
    run.input_length = length
    run.seconds = seconds
    run.memory_bytes = JQPool.memoryBytes
    run.output_bytes = outputBytes
    run.output_count = JQPool.maximumOutputs
    (JQPreamble.text + source).withCString { program in
      input.withCString { text in
        run.program = program
        run.input = text
        apus_jq_perform(&run)
        run.program = nil
        run.input = nil
      }
    }
    let result = try outcome(&run)
    if let state = run.state {
      if isKept { keep(Program(source: source, state: state)) } else { apus_jq_close(state) }
    }
    return result
  }

  private func outcome(_ run: inout apus_jq_run) throws(JQError) -> [String] {
    defer { apus_jq_free(run.output) }
    let message = withUnsafeBytes(of: run.message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    switch Int(run.status) {
    case APUS_JQ_DONE:
      let bytes = UnsafeRawBufferPointer(start: run.output, count: run.output_length)
      return bytes.split(separator: 10).map { String(decoding: $0, as: UTF8.self) }
    case APUS_JQ_INVALID_PROGRAM: throw .invalid(message)
    case APUS_JQ_FAILED:
      apus_jq_close(run.state)
      throw .failed(message)
    default:
      // A program that was stopped is not used again.
      apus_jq_close(run.state)
      throw .limit(
        Int(run.status) == APUS_JQ_TIMED_OUT
          ? "the time of jq" : "memory, outputs or threads of jq")
    }
  }

  private func take(_ source: String) -> OpaquePointer? {
    idle.withLock { idle in
      guard let place = idle.lastIndex(where: { $0.source == source }) else { return nil }
      return idle.remove(at: place).state
    }
  }

  private func keep(_ program: Program) {
    let dropped = idle.withLock { idle -> Program? in
      idle.append(program)
      return idle.count > JQPool.capacity ? idle.removeFirst() : nil
    }
    if let dropped { apus_jq_close(dropped.state) }
  }
}

/// Why a jq program gave nothing.
enum JQError: Error, Hashable {
  case invalid(String)
  case failed(String)
  case limit(String)
}
