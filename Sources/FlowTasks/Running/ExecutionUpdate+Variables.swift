import Pebble

extension ExecutionUpdate {
  /// The execution's variables after this update. Updates that are not about variables change nothing.
  ///
  /// - Throws: ``UpdateError`` when the update is refused; the attempt that asked for it has then failed.
  public func variables(after current: ValueMap) throws(UpdateError) -> ValueMap {
    switch self {
    case .setVariables(let new, let overwrite):
      let present = Array(new.keys).filter { current[$0] != nil }
      guard overwrite || present.isEmpty else { throw UpdateError(.variablesExist(present)) }
      return ExecutionUpdate.merged(current, with: new)
    case .unsetVariables(let names, let ignoreMissing):
      var rest = current
      let missing = names.filter { !ExecutionUpdate.remove($0[...], from: &rest) }
      guard ignoreMissing || missing.isEmpty else { throw UpdateError(.variablesMissing(missing)) }
      return rest
    case .addLabels, .exit, .resume:
      return current
    }
  }

  private static func remove(_ path: Substring, from variables: inout ValueMap) -> Bool {
    if variables.removeValue(forKey: String(path)) != nil { return true }
    guard let dot = path.firstIndex(of: "."), case .map(var inner)? = variables[String(path[..<dot])],
      remove(path[path.index(after: dot)...], from: &inner)
    else { return false }
    variables[String(path[..<dot])] = .map(inner)
    return true
  }

  private static func merged(_ base: ValueMap, with new: ValueMap) -> ValueMap {
    base.merging(new) { old, new in
      guard case .map(let inner) = old, case .map(let added) = new else { return new }
      return .map(merged(inner, with: added))
    }
  }
}

/// Why an execution's variables cannot be changed as a task asks.
public struct UpdateError: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Kind: Hashable, Sendable {
    case variablesExist([String])
    case variablesMissing([String])
  }

  public let kind: Kind

  public init(_ kind: Kind) {
    self.kind = kind
  }

  public var description: String {
    switch kind {
    case .variablesExist(let names):
      "'overwrite' is false and these variables are there already: \(names.joined(separator: ", "))"
    case .variablesMissing(let names):
      "There are no such variables: \(names.joined(separator: ", ")); 'ignoreMissing: true' would pass over them"
    }
  }
}
