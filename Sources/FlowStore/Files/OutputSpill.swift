import Pebble

/// Keeps large outputs out of the journal: what is over a size goes to a file of internal storage, and its address stands for it.
///
/// The journal, the memory of an execution and every answer of the API hold all outputs of all tasks; a body of 10 MB in each
/// iteration of a loop must not be among them.
public struct OutputSpill: Sendable {
  /// An output whose JSON text has more bytes than this goes to a file, unless told otherwise.
  public static let standardLimit = 256 * 1024

  /// The key of the map that stands for a spilled output: `{"$spilled": "kestra:///…", "bytes": 1234567}`.
  static let marker = "$spilled"

  private let storage: any FileStorage
  private let limit: Int

  public init(storage: any FileStorage, limit: Int = OutputSpill.standardLimit) {
    self.storage = storage
    self.limit = limit
  }

  /// The outputs with each large top-level value replaced. A value that is secret stays where it is: the journal encrypts it, and
  /// a file lies in the open.
  ///
  /// - Parameter file: gives a fresh address for each file.
  public func spill(_ outputs: ValueMap, to file: (String) throws(StorageError) -> StorageURI) throws(StorageError)
    -> ValueMap
  {
    var result = outputs
    for (name, value) in outputs where estimate(value) > limit && !value.containsSecret {
      let text = JSON.text(of: value)
      guard text.utf8.count > limit else { continue }
      let uri = try storage.store(Array(text.utf8), at: try file(name))
      result[name] = .map([OutputSpill.marker: .string(uri.description), "bytes": .int(text.utf8.count)])
    }
    return result
  }

  /// The outputs as the task left them.
  public func restore(_ outputs: ValueMap) throws(StorageError) -> ValueMap {
    var result = outputs
    for (name, value) in outputs {
      guard case .map(let entries) = value, entries.count == 2, case .string(let text)? = entries[OutputSpill.marker],
        case .int(let count)? = entries["bytes"], count > 0
      else { continue }
      let uri = try StorageURI(text)
      let bytes = try storage.contents(of: uri, limit: count)
      guard let restored = try? JSON.parse(String(decoding: bytes, as: UTF8.self)) else {
        throw StorageError(.system(operation: "read the output kept in", path: text, reason: "it is not JSON"))
      }
      result[name] = restored
    }
    return result
  }

  /// About the size of the JSON text, without making it; enough beyond the limit is enough to know.
  private func estimate(_ value: Value) -> Int {
    var left = limit
    count(value, &left)
    return limit - left
  }

  private func count(_ value: Value, _ left: inout Int) {
    guard left >= 0 else { return }
    switch value {
    case .string(let text): left -= text.utf8.count + 2
    case .list(let items): for item in items { count(item, &left) }
    case .map(let entries):
      for (key, entry) in entries {
        left -= key.utf8.count + 4
        count(entry, &left)
      }
    case .secret(let secret): count(secret.revealed, &left)
    case .exact(let number): left -= number.digits.utf8.count
    case .null, .bool, .int, .double, .instant: left -= 8
    }
  }
}
