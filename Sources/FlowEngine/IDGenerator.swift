import FlowModel

/// Makes the ids of executions and task runs: 128 random bits in base62, as Kestra writes them.
public struct IDGenerator: Sendable {
  private let bits: @Sendable () -> UInt128

  public static let random = IDGenerator {
    var generator = SystemRandomNumberGenerator()
    return UInt128(generator.next()) << 64 | UInt128(generator.next())
  }

  /// For tests: ids that can be foretold.
  public init(bits: @escaping @Sendable () -> UInt128) {
    self.bits = bits
  }

  public func executionID() -> ExecutionID { ExecutionID(base62()) }
  public func taskRunID() -> TaskRunID { TaskRunID(base62()) }

  private func base62() -> String {
    let digits = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
    var rest = bits()
    var text: [UInt8] = []
    repeat {
      text.append(digits[Int(rest % 62)])
      rest /= 62
    } while rest > 0
    return String(decoding: text.reversed(), as: UTF8.self)
  }
}
