import Cryptography
import FlowModel
import OrderedCollections
import Pebble

/// Writes values for the journal, and reads them back equal: with their types, their order and their labels.
///
/// JSON says most of it. What JSON cannot say is a map with one key that begins with `$`:
///
/// | key | stands for |
/// |---|---|
/// | `$i` | a point in time: seconds and nanoseconds |
/// | `$n` | an exact number, by its digits |
/// | `$d` | a double that is not a number, or infinite |
/// | `$s` | a labelled value, encrypted (AES-GCM, Base64) |
/// | `$m` | a map that has a key with `$`: a list of keys and values |
public struct JournalValue: Sendable {
  /// 16, 24 or 32 bytes; without it, a labelled value cannot be written.
  private let key: [UInt8]?

  public init(key: [UInt8]?) {
    self.key = key
  }

  func write(_ value: Value) throws(StoreError) -> Value {
    switch value {
    case .null, .bool, .int, .string: return value
    case .double(let number):
      return number.isFinite ? value : .map(["$d": .string("\(number)")])
    case .exact(let number): return .map(["$n": .string(number.digits)])
    case .instant(let date): return .map(["$i": .list([.int(Int(date.seconds)), .int(Int(date.nanoseconds))])])
    case .list(let items):
      var written: [Value] = []
      written.reserveCapacity(items.count)
      for item in items { written.append(try write(item)) }
      return .list(written)
    case .map(let entries):
      if entries.keys.contains(where: { $0.hasPrefix("$") }) {
        var pairs: [Value] = []
        for (key, entry) in entries { pairs.append(.list([.string(key), try write(entry)])) }
        return .map(["$m": .list(pairs)])
      }
      return .map(try write(entries))
    case .secret(let secret): return .map(["$s": .string(try seal(secret))])
    }
  }

  func write(_ entries: ValueMap) throws(StoreError) -> ValueMap {
    var written: ValueMap = [:]
    written.reserveCapacity(entries.count)
    for (key, entry) in entries { written[key] = try write(entry) }
    return written
  }

  func read(_ value: Value) throws(StoreError) -> Value {
    switch value {
    case .list(let items):
      var read: [Value] = []
      read.reserveCapacity(items.count)
      for item in items { read.append(try self.read(item)) }
      return .list(read)
    case .map(let entries):
      guard entries.count == 1, let first = entries.elements.first, first.key.hasPrefix("$") else {
        var read: ValueMap = [:]
        read.reserveCapacity(entries.count)
        for (key, entry) in entries { read[key] = try self.read(entry) }
        return .map(read)
      }
      return try special(first.key, first.value)
    default: return value
    }
  }

  private func special(_ key: String, _ content: Value) throws(StoreError) -> Value {
    switch (key, content) {
    case ("$i", .list(let parts)):
      guard parts.count == 2, case .int(let seconds) = parts[0], case .int(let nanoseconds) = parts[1] else { break }
      return .instant(Instant(seconds: Int64(seconds), nanoseconds: Int32(clamping: nanoseconds)))
    case ("$n", .string(let digits)):
      switch try? JSON.parse(digits) {
      case .exact(let number)?: return .exact(number)
      case .some: return .exact(ExactNumber(validated: digits))
      case nil: break
      }
    case ("$d", .string(let text)):
      if let number = Double(text) { return .double(number) }
    case ("$s", .string(let sealed)): return .secret(try open(sealed))
    case ("$m", .list(let pairs)):
      var entries: ValueMap = [:]
      for pair in pairs {
        guard case .list(let parts) = pair, parts.count == 2, case .string(let name) = parts[0] else {
          throw StoreError(.corrupt("a value's map has no keys"))
        }
        entries[name] = try read(parts[1])
      }
      return .map(entries)
    default: break
    }
    throw StoreError(.corrupt("'\(key)' is no kind of value"))
  }

  private func seal(_ secret: Secret) throws(StoreError) -> String {
    guard let key else { throw StoreError(.secretNeedsKey) }
    let plain = JSON.text(of: .list([try write(secret.revealed), .string(secret.masked)]))
    do {
      return Base64.encode(try AESGCM.seal(Array(plain.utf8), key: key))
    } catch {
      throw StoreError(.unavailable("\(error)"))
    }
  }

  private func open(_ sealed: String) throws(StoreError) -> Secret {
    guard let key else { throw StoreError(.secretNeedsKey) }
    do {
      guard let bytes = Base64.decode(sealed),
        case .list(let parts) = try JSON.parse(String(decoding: try AESGCM.open(bytes, key: key), as: UTF8.self)),
        parts.count == 2, case .string(let masked) = parts[1]
      else { throw StoreError(.corrupt("a secret cannot be read")) }
      return Secret(try read(parts[0]), masked: masked)
    } catch let error as StoreError {
      throw error
    } catch {
      throw StoreError(.corrupt("a secret cannot be decrypted with this key"))
    }
  }
}
