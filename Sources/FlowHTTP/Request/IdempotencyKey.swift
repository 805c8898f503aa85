import Cryptography
import FlowTasks

/// The header by which a server knows two sendings for one (draft-ietf-httpapi-idempotency-key-header).
enum IdempotencyKey {
  static let header = "Idempotency-Key"

  /// The same for every attempt of a task run, another for every other: a UUID made of the run's ids.
  static func value(for identity: RunIdentity) -> String {
    let name = "apus:\(identity.executionID.text):\(identity.taskRunID.text)"
    // Without the hash function, the ids themselves serve as well.
    guard let digest = try? Digest.sha256.hex(of: name) else { return name }
    let hex = Array(digest.utf8.prefix(32))
    let groups = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(decoding: hex[$0], as: UTF8.self) }
    return groups.joined(separator: "-")
  }
}
