/// What stands behind a dot or in brackets.
enum Attribute {
  /// - Parameter missing: the name to report when there is nothing to look into.
  static func named(_ name: String, of value: Value, missing: String) throws(PebbleError) -> Value {
    switch value {
    case .null: throw PebbleError(.notFound(missing))
    case .map(let entries):
      guard let entry = entries[name] else { throw PebbleError(.notFound(name)) }
      return entry
    case .list(let items):
      guard let index = Int(name) else { break }
      guard items.indices.contains(index) else { throw PebbleError(.notFound(name)) }
      return items[index]
    case .secret(let secret):
      do throws(PebbleError) {
        return .secret(Secret(try named(name, of: secret.revealed, missing: missing)))
      } catch {
        throw error.labelled()
      }
    default: break
    }
    guard let result = try MemberCall(name: name, arguments: [], renderer: nil, offset: -1).result(on: value) else {
      throw PebbleError(.notFound(name))
    }
    return result
  }

  static func at(_ key: Value, of value: Value, root: String?) throws(PebbleError) -> Value {
    let name = key.text
    switch value {
    case .null: throw PebbleError(.notFound(root ?? name))
    case .list(let items):
      if case .int(let index) = key {
        guard items.indices.contains(index) else { throw PebbleError(.notFound(name)) }
        return items[index]
      }
    case .map(let entries):
      if let entry = entries[name] { return entry }
      if key.number != nil {
        throw .failed("type class java.lang.String not supported for key \(name)")
      }
    case .secret(let secret):
      do throws(PebbleError) {
        return .secret(Secret(try at(key, of: secret.revealed, root: root)))
      } catch {
        throw error.labelled()
      }
    default: break
    }
    return try named(name, of: value, missing: root ?? name)
  }
}
